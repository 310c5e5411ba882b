#include "access/admission.hpp"

#include "support/catch.hpp"
#include "unit/access/temporary_folder.hpp"
#include "unit/access/token_maker.hpp"

#include <string>

using namespace crier;

namespace {

constexpr timestamp today{std::chrono::seconds{1'000'000}};
constexpr std::chrono::seconds minute{60};

} // namespace

TEST_CASE("without access control an admission is nothing, and permits everything", "[access]") {
    const gatekeeper open{{}};
    auto admitted = admission::of(open, {"rubbish", {}}, today);
    REQUIRE(admitted.has_value());
    CHECK_FALSE(admitted->is_limited());
    CHECK_FALSE(admitted->may_publish("a"));
    CHECK_FALSE(admitted->may_subscribe({"#", "$hub/#"}));
    CHECK(admitted->may_see("$hub/x"));
    CHECK(admitted->everything() == std::vector<std::string>{"#"});
    CHECK_FALSE(admitted->review({"#"}, today));
}

TEST_CASE("an admission ends with the token, and with what a file permits", "[access]") {
    const temporary_folder folder;
    const std::string secret(32, 's');
    folder.write("secret", secret);
    folder.write("permissions", R"({"anonymous":{"subscribe":["public/#","$hub/#"]}})");
    access_options options;
    options.token_keys = {(folder.path() / "secret").string()};
    options.permissions_file = (folder.path() / "permissions").string();
    gatekeeper keeper{options};

    const std::string token =
        make_token(secret, R"({"alg":"HS256"})",
                   R"({"exp":1000060,"crier":{"publish":["a"],"subscribe":["b/+"]}})");
    auto bearer = admission::of(keeper, {token, {}}, today);
    REQUIRE(bearer.has_value());
    CHECK_FALSE(bearer->may_publish("a"));
    CHECK(bearer->may_publish("b/x"));
    CHECK(bearer->may_see("b/x"));
    CHECK_FALSE(bearer->may_see("a"));
    CHECK(bearer->everything() == std::vector<std::string>{"b/+"});
    CHECK_FALSE(bearer->review({"b/+"}, today + minute));
    CHECK(bearer->review({"b/+"}, today + 2 * minute).value().code == errc::token_expired);

    auto anybody = admission::of(keeper, {}, today);
    REQUIRE(anybody.has_value());
    CHECK(anybody->everything() == std::vector<std::string>{"public/#"}); // not the hub's own
    CHECK_FALSE(anybody->review({"public/#"}, today));
    folder.write("permissions", R"({"anonymous":{"subscribe":["elsewhere/of/another/length"]}})");
    CHECK_FALSE(keeper.refresh().reloaded.empty());
    CHECK(anybody->review({"public/#"}, today).value().code == errc::forbidden);
    CHECK_FALSE(bearer->review({"b/+"}, today));
    folder.write("permissions", "{}");
    CHECK_FALSE(keeper.refresh().reloaded.empty());
    CHECK(anybody->review({}, today).value().code == errc::unauthorized);
}
