#include "access/token_claims.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

constexpr timestamp now{seconds{1'000'000}};

std::string refused(const std::string& payload, const token_rules& rules = {}) {
    CAPTURE(payload);
    const auto read = read_claims(payload, rules, now);
    REQUIRE(read.has_error());
    CHECK(read.error().code == errc::unauthorized);
    return read.error().message;
}

/// A payload that expires in time, with more members.
std::string with(const std::string& members) {
    return "{\"exp\":1000100," + members + "}";
}

/// A payload with one time of that text, good for the rest.
std::string with_time(const std::string& claim, const std::string& time) {
    const std::string other = claim == "exp" ? "" : "\"exp\":1000100,";
    return "{" + other + "\"" + claim + "\":" + time + "}";
}

TEST_CASE("claims are read", "[access]") {
    const auto all = read_claims(
        with(R"("sub":"ann","crier":{"publish":["a/+"],"subscribe":["a/#","$hub/#"]},"x":[])"), {},
        now);
    REQUIRE(all.has_value());
    CHECK(all->subject == "ann");
    CHECK(all->expires_at == timestamp{seconds{1'000'100} + clock_leeway});
    CHECK(all->filters == topic_filters{{"a/+"}, {"a/#", "$hub/#"}});

    const auto few = read_claims(R"({"exp":1000100.5})", {}, now);
    REQUIRE(few.has_value());
    CHECK_FALSE(few->subject);
    CHECK_FALSE(few->filters);
    CHECK(few->expires_at == timestamp{microseconds{1'000'105'500'000}});

    const auto nothing = read_claims(with(R"("crier":{})"), {}, now);
    CHECK(nothing->filters == topic_filters{});
}

TEST_CASE("a token is good from nbf to exp, give or take the leeway", "[access]") {
    const auto good_at = [](const std::string& payload, timestamp when) {
        return read_claims(payload, {}, when).has_value();
    };
    const timestamp end = timestamp{seconds{1000}} + clock_leeway;
    CHECK(good_at("{\"exp\":1000}", end - microseconds{1}));
    CHECK_FALSE(good_at("{\"exp\":1000}", end));
    const timestamp begin = timestamp{seconds{1000}} - clock_leeway;
    CHECK(good_at("{\"exp\":2000,\"nbf\":1000}", begin));
    CHECK_FALSE(good_at("{\"exp\":2000,\"nbf\":1000}", begin - microseconds{1}));

    CHECK(refused("{\"exp\":999988}") == "the token expired 12 s ago; get a new one");
    CHECK_THAT(refused("{\"exp\":0}"), containing("expired 1000000 s ago"));
    CHECK_THAT(refused("{\"exp\":2000000,\"nbf\":1000030}"), containing("before another 30 s"));
}

TEST_CASE("a token must expire, unless the hub allows otherwise", "[access]") {
    CHECK_THAT(refused("{}"), containing("no \"exp\""));
    const token_rules endless{"", "", true};
    const auto read = read_claims("{}", endless, now);
    REQUIRE(read.has_value());
    CHECK_FALSE(read->expires_at);
    CHECK_THAT(refused("{\"exp\":1}", endless), containing("expired")); // it still holds
    CHECK_THAT(refused("{\"exp\":null}", endless), containing("must be a number"));
}

TEST_CASE("times are numbers that can be times", "[access]") {
    for (const std::string claim : {"exp", "nbf"}) {
        for (const std::string wrong : {"\"1000100\"", "null", "true", "[1000100]", "{}", "-1",
                                        "-0.5", "1e12", "253402300800", "1e300", "1e400", "-1e400",
                                        "18446744073709551615", "99999999999999999999999999"}) {
            CHECK_THAT(refused(with_time(claim, wrong)),
                       containing(claim + "\" must be a number of seconds") ||
                           containing("not JSON"));
        }
    }
    CHECK(read_claims("{\"exp\":253402300799}", {}, now).has_value());
}

TEST_CASE("the issuer is exactly the one that is wanted", "[access]") {
    const token_rules rules{"https://id.example", ""};
    CHECK(read_claims(with(R"("iss":"https://id.example")"), rules, now).has_value());
    CHECK(refused(with(R"("iss":"https://id.example/")"), rules) ==
          "the token's issuer is \"https://id.example/\", this hub wants \"https://id.example\"");
    CHECK_THAT(refused(with(R"("x":1)"), rules), containing("issuer is not named"));
    CHECK_THAT(refused(with(R"("iss":["https://id.example"])"), rules), containing("a string"));
    CHECK(read_claims(with(R"("iss":7)"), {}, now).has_value()); // not looked at
}

TEST_CASE("the audience is the hub or has the hub in it", "[access]") {
    const token_rules rules{"", "z"};
    CHECK(read_claims(with(R"("aud":"z")"), rules, now).has_value());
    CHECK(read_claims(with(R"("aud":["y","z"])"), rules, now).has_value());
    CHECK(refused(with(R"("aud":"y")"), rules) ==
          "the token's audience is \"y\", this hub wants \"z\"");
    CHECK_THAT(refused(with(R"("aud":["y","x"])"), rules), containing("\"y\" and 1 more"));
    CHECK_THAT(refused(with(R"("aud":[])"), rules), containing("not named"));
    CHECK_THAT(refused(with(R"("x":1)"), rules), containing("not named"));
    CHECK_THAT(refused(with(R"("aud":["z",1])"), rules), containing("array of strings"));
    CHECK_THAT(refused(with(R"("aud":{"z":1})"), rules), containing("array of strings"));
}

TEST_CASE("claims of a wrong type are refused by name", "[access]") {
    struct row {
        std::string members;
        std::string said;
    };
    const std::vector<row> table{
        {R"("sub":1)", "\"sub\" must be a string"},
        {R"("sub":"")", "\"sub\" must be a string of 1 to 255"},
        {"\"sub\":\"" + std::string(256, 'x') + "\"", "\"sub\" must be"},
        {R"("crier":[])", "\"crier\": it must be an object"},
        {R"("crier":"#")", "\"crier\": it must be an object"},
        {R"("crier":null)", "\"crier\": it must be an object"},
        {R"("crier":{"publish":"#"})", "\"publish\" must be an array of strings"},
        {R"("crier":{"publish":null})", "\"publish\" must be an array of strings"},
        {R"("crier":{"subscribe":["a",1]})", "\"subscribe\" must be an array of strings"},
        {R"("crier":{"subscribe":[["a"]]})", "\"subscribe\" must be an array of strings"},
        {R"("crier":{"subscripe":["a"]})", "\"subscripe\" is unknown"},
        {R"("crier":{"publish":["a","a#"]})", "\"crier\": \"publish\"[1]: in the filter"},
        {R"("crier":{"subscribe":[""]})", "\"subscribe\"[0]: the filter is empty"},
        {R"("crier":{"subscribe":["a\u0000b"]})", "NUL"},
        {R"("sub":"a","sub":"b")", "a second \"sub\""},
        {R"("exp":2000000)", "a second \"exp\""},
        {R"("crier":{"publish":["a"],"publish":["#"]})", "a second \"publish\""},
    };
    for (const row& each : table) {
        CHECK_THAT(refused(with(each.members)), containing(each.said));
    }
    for (const std::string payload : {"", "[]", "1", "{", "{}{}", "{\"exp\":1000100}\xff"})
        CHECK_THAT(refused(payload), containing("the token's payload, line 1"));
}

TEST_CASE("a token has so many filters and no more", "[access]") {
    const auto payload = [](std::size_t publish, std::size_t subscribe) {
        const auto filters = [](std::size_t count) {
            std::string out;
            for (std::size_t i = 0; i < count; ++i)
                out += (i == 0 ? "\"f" : ",\"f") + std::to_string(i) + "\"";
            return out;
        };
        return with("\"crier\":{\"publish\":[" + filters(publish) + "],\"subscribe\":[" +
                    filters(subscribe) + "]}");
    };
    CHECK(read_claims(payload(100, 155), {}, now).has_value());
    CHECK(read_claims(payload(100, 156), {}, now).has_value());
    CHECK_THAT(refused(payload(100, 157)), containing("257 filters; the limit is 256"));
    CHECK_THAT(refused(payload(0, 5000)), containing("5000 filters"));
}

} // namespace
} // namespace crier
