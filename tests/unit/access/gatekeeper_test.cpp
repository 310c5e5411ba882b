#include "access/gatekeeper.hpp"

#include "support/catch.hpp"
#include "unit/access/temporary_folder.hpp"
#include "unit/access/token_maker.hpp"

#include <map>
#include <string>
#include <vector>

namespace crier {
namespace {

constexpr timestamp now{std::chrono::seconds{1'000'000}};
const std::string secret(32, 's');

std::string token_of(const std::string& claims) {
    return make_token(secret, R"({"alg":"HS256"})", "{\"exp\":1000100" + claims + "}");
}

const std::string permitted = R"({
    "anonymous": {"subscribe": ["public/#"]},
    "certificates": {"press-7": {"publish": ["press/7"], "subscribe": ["press/#"]},
                     "*": {"publish": ["press/{name}"]}},
    "tokens": {"ann": {"publish": ["#"], "subscribe": ["#"]}, "*": {"subscribe": ["u/{name}"]}}})";

/// Who comes, by name.
const std::map<std::string, credentials>& clients() {
    static const std::map<std::string, credentials> all{
        {"nobody", {}},
        {"token",
         {token_of(R"(,"sub":"eve","crier":{"publish":["t/+"],"subscribe":["t/#"]})"), ""}},
        {"token ann", {token_of(R"(,"sub":"ann")"), ""}},
        {"token bob", {token_of(R"(,"sub":"bob")"), ""}},
        {"token +", {token_of(R"(,"sub":"+")"), ""}},
        {"token nameless", {token_of(""), ""}},
        {"bad token", {token_of("") + "x", ""}},
        {"empty token", {"", ""}},
        {"certificate press-7", {std::nullopt, "press-7"}},
        {"certificate press-8", {std::nullopt, "press-8"}},
        {"certificate #", {std::nullopt, "#"}},
        {"certificate and token", {token_of(R"(,"sub":"bob")"), "press-7"}},
        {"certificate and bad token", {"x", "press-7"}},
    };
    return all;
}

/// What one client may do on each topic or filter of `asked`: p, s, both or a dot for neither;
/// "unauthorized" or "forbidden" where it isn't admitted.
std::string outcome(const gatekeeper& keeper, const credentials& shown,
                    const std::vector<std::string>& asked) {
    const auto given = keeper.admit(shown, now);
    if (!given)
        return std::string{name_of(given.error().code)};
    std::string out;
    for (const std::string& topic : asked) {
        std::string may;
        if (topic.find_first_of("+#") == std::string::npos && !(*given)->may_publish(topic))
            may += "p";
        if (!(*given)->may_subscribe(topic))
            may += "s";
        out += (out.empty() ? "" : " ") + (may.empty() ? "." : may);
    }
    return out;
}

const std::vector<std::string> asked{"public/a", "public/#", "t/a",    "t/a/b", "t/#", "press/7",
                                     "press/#",  "u/bob",    "$hub/x", "$hub",  "#",   "$hub/#"};

struct row {
    std::string client;
    std::string outcome;
};

void check(const gatekeeper& keeper, const std::vector<row>& table) {
    REQUIRE(table.size() == clients().size());
    for (const row& each : table) {
        CAPTURE(each.client);
        CHECK(outcome(keeper, clients().at(each.client), asked) == each.outcome);
    }
}

const std::string everything = "ps s ps ps s ps s ps s s s s";
const std::string anonymous_only = "s s . . . . . . . . . .";

TEST_CASE("where nothing is configured, everybody may do everything", "[access]") {
    const gatekeeper keeper{access_options{}};
    CHECK(keeper.is_open());
    for (const auto& [name, shown] : clients()) {
        CAPTURE(name);
        CHECK(outcome(keeper, shown, asked) == everything);
        CHECK(keeper.admit(shown, now).value()->is_unrestricted());
    }
    CHECK(keeper.admit({std::nullopt, "press-7"}, now).value()->name() == "certificate press-7");
    CHECK(keeper.admit({"unchecked", ""}, now).value()->name() == "anonymous");
}

TEST_CASE("with keys alone, a token says all, and a certificate is trusted", "[access]") {
    const temporary_folder folder;
    access_options options;
    options.token_keys = {folder.write("key", secret)};
    check(gatekeeper{options}, {
                                   {"nobody", "unauthorized"},
                                   {"token", ". . ps s s . . . . . . ."},
                                   {"token ann", "forbidden"},
                                   {"token bob", "forbidden"},
                                   {"token +", "forbidden"},
                                   {"token nameless", "forbidden"},
                                   {"bad token", "unauthorized"},
                                   {"empty token", "unauthorized"},
                                   {"certificate press-7", everything},
                                   {"certificate press-8", everything},
                                   {"certificate #", everything},
                                   {"certificate and token", "forbidden"},
                                   {"certificate and bad token", "unauthorized"},
                               });
}

TEST_CASE("with permissions alone, tokens can't be checked", "[access]") {
    const temporary_folder folder;
    access_options options;
    options.permissions_file = folder.write("permissions", permitted);
    check(gatekeeper{options}, {
                                   {"nobody", anonymous_only},
                                   {"token", "unauthorized"},
                                   {"token ann", "unauthorized"},
                                   {"token bob", "unauthorized"},
                                   {"token +", "unauthorized"},
                                   {"token nameless", "unauthorized"},
                                   {"bad token", "unauthorized"},
                                   {"empty token", "unauthorized"},
                                   {"certificate press-7", ". . . . . ps s . . . . ."},
                                   {"certificate press-8", ". . . . . . . . . . . ."},
                                   {"certificate #", "forbidden"},
                                   {"certificate and token", "unauthorized"},
                                   {"certificate and bad token", "unauthorized"},
                               });
}

TEST_CASE("with keys and permissions, each goes by its own", "[access]") {
    const temporary_folder folder;
    access_options options;
    options.token_keys = {folder.write("key", secret)};
    options.permissions_file = folder.write("permissions", permitted);
    const gatekeeper keeper{options};
    check(keeper, {
                      {"nobody", anonymous_only},
                      {"token", ". . ps s s . . . . . . ."},
                      {"token ann", "ps s ps ps s ps s ps . . s ."},
                      {"token bob", ". . . . . . . s . . . ."},
                      {"token +", "forbidden"},
                      {"token nameless", "forbidden"},
                      {"bad token", "unauthorized"},
                      {"empty token", "unauthorized"},
                      {"certificate press-7", ". . . . . ps s . . . . ."},
                      {"certificate press-8", ". . . . . . . . . . . ."},
                      {"certificate #", "forbidden"},
                      {"certificate and token", ". . . . . . . s . . . ."},
                      {"certificate and bad token", "unauthorized"},
                  });
    CHECK_FALSE(keeper.admit({std::nullopt, "press-8"}, now).value()->may_publish("press/press-8"));
    const auto ann = keeper.admit(clients().at("token ann"), now).value();
    CHECK(ann->name() == "token ann");
    CHECK(ann->expires_at() == timestamp{std::chrono::seconds{1'000'100} + clock_leeway});
    CHECK_FALSE(ann->is_unrestricted());
}

TEST_CASE("who must show a token is told how", "[access]") {
    const temporary_folder folder;
    access_options options;
    options.token_keys = {folder.write("key", secret)};
    const gatekeeper keeper{options};
    CHECK_THAT(keeper.admit({}, now).error().message, containing("wants a token: in HELLO"));
    CHECK_THAT(keeper.admit({token_of(R"(,"sub":"ann")"), ""}, now).error().message,
               containing("no \"crier\" and the hub has no permissions file"));

    options.permissions_file = folder.write("permissions", "{}");
    const gatekeeper strict{options};
    CHECK_THAT(strict.admit({}, now).error().message, containing("wants a token: in HELLO"));
    CHECK_THAT(strict.admit({token_of(""), ""}, now).error().message,
               containing("neither \"crier\" nor \"sub\""));
}

TEST_CASE("a start with anything unreadable fails", "[access]") {
    const temporary_folder folder;
    const auto start = [](const access_options& options) {
        return gatekeeper{options}.is_open();
    };
    access_options options;
    options.permissions_file = folder.path() / "none";
    CHECK_THROWS_WITH(start(options), containing("the permissions file") && containing("No such"));
    options.permissions_file = folder.write("permissions", "{\n?");
    CHECK_THROWS_WITH(start(options), containing("permissions, line 2, column 1: not JSON"));
    options.permissions_file.clear();
    options.jwks_file = folder.path() / "none";
    CHECK_THROWS_WITH(start(options), containing("the token keys in"));
    options.jwks_file.clear();
    options.rules.audience = "hub";
    CHECK_THROWS_WITH(start(options), containing("no key to check them with"));
}

TEST_CASE("changed files are in force at the next refresh, broken ones never", "[access]") {
    const temporary_folder folder;
    access_options options;
    options.token_keys = {folder.write("key", secret)};
    options.permissions_file = folder.write("permissions", permitted);
    gatekeeper keeper{options};
    CHECK(keeper.refresh().empty());
    CHECK(keeper.generation() == 0);

    folder.write("permissions", R"({"anonymous": {"publish": ["x"]}})");
    CHECK(outcome(keeper, {}, asked) == anonymous_only);
    CHECK(keeper.refresh().reloaded.size() == 1);
    CHECK(keeper.generation() == 1);
    CHECK(outcome(keeper, {}, {"x", "public/a"}) == "p .");

    folder.write("permissions", R"({"anonymous": {"publish": ["#"], "sub": ["#"]}})");
    const auto broken = keeper.refresh();
    REQUIRE(broken.wrong.size() == 1);
    CHECK_THAT(broken.wrong[0], containing("stay as they were: " + options.permissions_file +
                                           ": \"anonymous\": \"sub\" is unknown"));
    CHECK(keeper.generation() == 1);
    CHECK(outcome(keeper, {}, {"x", "public/a"}) == "p .");
    CHECK(keeper.refresh().empty());

    std::filesystem::remove(options.permissions_file);
    CHECK(keeper.refresh().wrong.size() == 1);
    CHECK(outcome(keeper, {}, {"x", "public/a"}) == "p .");

    folder.write("key", std::string(32, 'n')); // whoever has the old one is out
    CHECK(keeper.refresh().reloaded.size() == 1);
    CHECK(keeper.generation() == 2);
    CHECK(outcome(keeper, clients().at("token"), asked) == "unauthorized");
}

} // namespace
} // namespace crier
