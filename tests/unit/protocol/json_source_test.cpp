#include "protocol/json_source.hpp"

#include "support/catch.hpp"

using namespace crier;

TEST_CASE("a member's value is found as it was written", "[protocol]") {
    constexpr std::string_view object =
        " {\"a\" : 1e615 ,\"b\":[ {\"c\":\"]}\\\"\"}, [] ],\n\"s\":\"x,\\\\\",\"n\":null}\r\n";
    CHECK(member_source(object, "a") == "1e615");
    CHECK(member_source(object, "b") == R"([ {"c":"]}\""}, [] ])");
    CHECK(member_source(object, "s") == R"("x,\\")");
    CHECK(member_source(object, "n") == "null");
    CHECK(member_source(object, "c").empty());
    CHECK(member_source("{}", "a").empty());
    CHECK(member_source(" { } ", "a").empty());
}

TEST_CASE("of members with one name the last counts, however it is written", "[protocol]") {
    CHECK(member_source(R"({"a":1,"a":2})", "a") == "2");
    CHECK(member_source(R"({"a":1,"\u0061":2,"ab":3,"\u0062":4})", "a") == "2");
}
