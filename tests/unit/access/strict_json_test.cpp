#include "access/strict_json.hpp"

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

std::string refused(const std::string& text) {
    const auto parsed = parse_strictly(text, "the file");
    REQUIRE(parsed.has_error());
    CHECK(parsed.error().code == errc::bad_json);
    return parsed.error().message;
}

TEST_CASE("an object is read, with all its members", "[access]") {
    const auto read = parse_strictly(R"({"a":{"b":1},"c":[{"b":2},{"b":3}]})", "the file");
    REQUIRE(read.has_value());
    CHECK(read->size() == 2);
}

TEST_CASE("what is wrong is said by line and column", "[access]") {
    CHECK_THAT(refused("{\"a\":1,\n  \"b\":?}"),
               containing("the file, line 2, column 7: not JSON"));
    CHECK_THAT(refused("{}{}"), containing("the file, line 1, column 3: there is more"));
    CHECK_THAT(refused("[]"), containing("the file, line 1, column 1: JSON, but not an object"));
    CHECK_THAT(refused(""), containing("not JSON"));
    CHECK_THAT(refused("{\"a\":\"\xff\"}"), containing("not JSON"));
    std::string deep = "{\"a\":";
    deep += std::string(40, '[') + std::string(40, ']') + "}";
    CHECK_THAT(refused(deep), containing("not JSON"));
}

TEST_CASE("a second member of one name is refused, however it is written", "[access]") {
    CHECK_THAT(refused("{\"a\":1,\n\"a\":1}"), containing("line 2"));
    CHECK_THAT(refused(R"({"a":1,"a":2})"), containing("a second \"a\""));
    CHECK_THAT(refused(R"({"a":1,"\u0061":2})"), containing("a second \"a\""));
    CHECK_THAT(refused(R"({"x":[{"y":{"a":1,"b":1,"a":2}}]})"), containing("a second \"a\""));
}

TEST_CASE("the first unknown member is named", "[access]") {
    const auto read = parse_strictly(R"({"a":1,"b":2})", "the file");
    CHECK_FALSE(unknown_member(*read, {"a", "b", "c"}));
    CHECK(unknown_member(*read, {"a"}) == "\"b\"");
}

TEST_CASE("what others wrote is quoted short and on one line", "[access]") {
    CHECK(in_quotes("a\nb\"") == R"("a\nb\"")");
    CHECK(in_quotes(std::string(65, 'x')) == "\"" + std::string(64, 'x') + "...\"");
    CHECK(in_quotes(std::string(63, 'x') + "\u00e9") == "\"" + std::string(63, 'x') + "...\"");
    CHECK(in_quotes("\xff") == "\"(not UTF-8)\"");
}

} // namespace
} // namespace crier
