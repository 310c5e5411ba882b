#include "access/permissions.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

permissions read(const std::string& text) {
    auto parsed = permissions::parse(text, "may.json");
    REQUIRE(parsed.has_value());
    return std::move(*parsed);
}

std::string refused(const std::string& text) {
    CAPTURE(text);
    const auto parsed = permissions::parse(text, "may.json");
    REQUIRE(parsed.has_error());
    return parsed.error().message;
}

const std::string example = R"({
    "anonymous": {"publish": [], "subscribe": ["public/#"]},
    "certificates": {"press-7": {"publish": ["press/7"]},
                     "*": {"publish": ["factory/{name}/#", "all/x-{name}-{name}"]}},
    "tokens": {"ann": {"subscribe": ["#"]}, "*": {"subscribe": ["home/{name}", "{name}"]}}})";

TEST_CASE("clients are looked up by name, then under *", "[access]") {
    const permissions file = read(example);
    CHECK(file.for_anonymous()->filters == topic_filters{{}, {"public/#"}});
    CHECK(file.for_certificate("press-7")->filters == topic_filters{{"press/7"}, {}});
    CHECK(file.for_certificate("press-8")->filters ==
          topic_filters{{"factory/press-8/#", "all/x-press-8-press-8"}, {}});
    CHECK(file.for_token("ann")->filters == topic_filters{{}, {"#"}});
    CHECK(file.for_token("press-7")->filters == topic_filters{{}, {"home/press-7", "press-7"}});
}

TEST_CASE("the rule that holds is named", "[access]") {
    const permissions file = read(example);
    CHECK(file.for_anonymous()->rule == "\"anonymous\" in the permissions file");
    CHECK(file.for_certificate("press-7")->rule ==
          "\"certificates\".\"press-7\" in the permissions file");
    CHECK(file.for_token("bob")->rule == "\"tokens\".\"*\" in the permissions file");
}

TEST_CASE("who isn't named isn't admitted", "[access]") {
    const permissions file = read(R"({"tokens": {"ann": {}}})");
    CHECK(file.for_token("ann")->filters == topic_filters{});
    CHECK(file.for_anonymous().error().code == errc::unauthorized);
    CHECK(file.for_token("bob").error() ==
          refusal{errc::forbidden, "\"bob\" is not named under \"tokens\" in the hub's permissions "
                                   "file, nor is \"*\"; have it added"});
    CHECK(file.for_certificate("ann").error().code == errc::forbidden);
    CHECK(read("{}").for_anonymous().has_error());
}

TEST_CASE("a name widens no filter", "[access]") {
    const permissions file = read(example);
    for (const std::string& name :
         {std::string{}, std::string{"+"}, std::string{"#"}, std::string{"a/b"}, std::string{"/"},
          std::string{"a+"}, std::string{"$hub"}, std::string{"a\0b", 3}, std::string{"\xff"},
          std::string(251, 'x')}) {
        CAPTURE(name);
        CHECK(file.for_token(name).error().code == errc::forbidden);
        CHECK(file.for_certificate(name).error().code == errc::forbidden);
    }
    // It is put in once: what it brings along is not read again.
    CHECK(file.for_token("{name}")->filters.subscribe ==
          std::vector<std::string>{"home/{name}", "{name}"});
    // "*" as a name is under "*", and no wildcard.
    CHECK(file.for_token("*")->filters.subscribe == std::vector<std::string>{"home/*", "*"});
    // Where {name} isn't used, any name does.
    const permissions plain = read(R"({"tokens": {"*": {"subscribe": ["a"]}, "a/b": {}}})");
    CHECK(plain.for_token("#")->filters.subscribe == std::vector<std::string>{"a"});
    CHECK(plain.for_token("a/b")->filters == topic_filters{});
}

TEST_CASE("what is wrong with a file is said by place", "[access]") {
    struct row {
        std::string text;
        std::string said;
    };
    const std::vector<row> table{
        {"", "may.json, line 1, column 1: not JSON"},
        {"{\n\"anonymous\": {,}}", "may.json, line 2, column 15: not JSON"},
        {"[]", "may.json, line 1, column 1: JSON, but not an object"},
        {R"({"anonymus": {}})", "may.json: \"anonymus\" is unknown; there are \"anonymous\""},
        {R"({"anonymous": []})", "may.json: \"anonymous\": it must be an object"},
        {R"({"anonymous": {"read": []}})", "may.json: \"anonymous\": \"read\" is unknown"},
        {R"({"anonymous": {"publish": "#"}})", "\"anonymous\": \"publish\" must be an array"},
        {R"({"anonymous": {"publish": ["a/{name}"]}})", "\"anonymous\": {name} stands for nothing"},
        {R"({"tokens": []})", "may.json: \"tokens\": it must be an object"},
        {R"({"tokens": {"a": 1}})", "may.json: \"tokens\".\"a\": it must be an object"},
        {R"({"tokens": {"a": {"publish": ["x", "#/x"]}}})",
         "may.json: \"tokens\".\"a\": \"publish\"[1]: in the filter \"#/x\""},
        {R"({"certificates": {"a": {"subscribe": ["{name}+"]}}})",
         "\"certificates\".\"a\": \"subscribe\"[0]: in the filter \"x+\""},
        {R"({"tokens": {"a": {}, "a": {}}})", "a second \"a\""},
    };
    for (const row& each : table)
        CHECK_THAT(refused(each.text), containing(each.said));
}

} // namespace
} // namespace crier
