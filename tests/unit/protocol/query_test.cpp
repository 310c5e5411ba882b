#include "protocol/query.hpp"

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

TEST_CASE("a target is split at its first question mark", "[protocol]") {
    CHECK(split_at_query("/ws").path == "/ws");
    CHECK(split_at_query("/ws").query.empty());
    CHECK(split_at_query("/ws?a=?").path == "/ws");
    CHECK(split_at_query("/ws?a=?").query == "a=?");
    CHECK(split_at_query("?").path.empty());
}

TEST_CASE("a query's parameters come in order, repeated ones too", "[protocol]") {
    const auto found = parse_query("topics=a,b&x&topics=%23&&=y&since=");
    REQUIRE(found.size() == 4);
    CHECK(found[0].name == "topics");
    CHECK(found[0].raw_value == "a,b");
    CHECK(found[1].name == "x");
    CHECK(found[1].raw_value.empty());
    CHECK(found[2].name == "topics");
    CHECK(found[2].raw_value == "%23"); // still encoded: a filter may contain an encoded comma
    CHECK(found[3].name == "since");
    CHECK(parse_query("").empty());
    CHECK(parse_query("a=b=c")[0].raw_value == "b=c");
    CHECK(parse_query("%74opics=x")[0].name == "topics");
}

TEST_CASE("percent-encoding is undone", "[protocol]") {
    CHECK(percent_decode("a%2Fb%2fc") == "a/b/c");
    CHECK(percent_decode("%00") == std::string(1, '\0'));
    CHECK(percent_decode("%ff") == "\xFF");
    CHECK(percent_decode("%25") == "%");
    CHECK(percent_decode("%2525") == "%25");
    CHECK(percent_decode("").value().empty());
}

TEST_CASE("a plus is a space in a query alone", "[protocol]") {
    CHECK(percent_decode("a+b") == "a+b");
    CHECK(percent_decode("a+b", true) == "a b");
    CHECK(percent_decode("a%2Bb", true) == "a+b");
}

TEST_CASE("a percent sign without two hex digits is refused", "[protocol]") {
    for (const std::string text : {"%", "%1", "a%", "%g0", "%0g", "% 1", "%-1", "%+1", "%%41"}) {
        CAPTURE(text);
        CHECK_FALSE(percent_decode(text));
    }
}

} // namespace
} // namespace crier
