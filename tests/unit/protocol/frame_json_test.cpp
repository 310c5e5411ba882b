// The frames whose body is JSON: HELLO, WELCOME, ERROR, DRAIN.

#include <crier/frame.hpp>

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

constexpr std::size_t body_begin = frame_header_bytes + 1;

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// No proper beginning of a JSON object is one, so each must be refused, and none may crash.
template <class Parse>
void refuses_every_beginning(const std::string& body, Parse parse) {
    for (std::size_t length = 0; length < body.size(); ++length) {
        CAPTURE(length);
        const auto parsed = parse(std::string_view{body}.substr(0, length));
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().code == errc::bad_json);
    }
}

hello_frame some_hello() {
    hello_frame out;
    out.source = "press-7";
    out.session = "0a:B_c.D";
    out.token = "a \"token\"";
    return out;
}

TEST_CASE("HELLO is read as it was written", "[protocol]") {
    std::string encoded;
    append_hello(encoded, some_hello());
    CHECK(encoded[4] == static_cast<char>(frame_type::hello));
    const auto parsed = parse_hello(std::string_view{encoded}.substr(body_begin));
    REQUIRE(parsed.has_value());
    CHECK(parsed->source == "press-7");
    CHECK(parsed->session == "0a:B_c.D");
    CHECK(parsed->token == "a \"token\"");
}

TEST_CASE("HELLO may leave out everything but the protocol", "[protocol]") {
    std::string encoded;
    append_hello(encoded, {});
    CHECK(encoded.substr(body_begin) == R"({"protocol":1})");
    const auto parsed = parse_hello(R"({"protocol":1,"unknown":[{}]})");
    REQUIRE(parsed.has_value());
    CHECK(parsed->source.empty());
    CHECK(parsed->session.empty());
    CHECK(parsed->token.empty());
}

TEST_CASE("HELLO for another protocol is refused as such", "[protocol]") {
    for (const std::string version : {"0", "2", "18446744073709551615"}) {
        const auto parsed = parse_hello("{\"protocol\":" + version + "}");
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().code == errc::unsupported_protocol);
        CHECK(contains(parsed.error().message, version));
    }
}

struct bad_body {
    std::string text;
    errc code;
    std::string named; ///< what the refusal must mention
};

TEST_CASE("a bad HELLO is refused with what is wrong", "[protocol]") {
    const std::vector<bad_body> table{
        {"", errc::bad_json, "HELLO"},
        {"{", errc::bad_json, "HELLO"},
        {"[]", errc::bad_json, "not an object"},
        {"{}", errc::bad_json, "protocol"},
        {R"({"protocol":"1"})", errc::bad_json, "protocol"},
        {R"({"protocol":-1})", errc::bad_json, "protocol"},
        {R"({"protocol":1.5})", errc::bad_json, "protocol"},
        {R"({"protocol":1} x)", errc::bad_json, "HELLO"},
        {R"({"protocol":1,"source":""})", errc::bad_frame, "source"},
        {R"({"protocol":1,"source":"a b"})", errc::bad_frame, "source"},
        {R"({"protocol":1,"source":"a/b"})", errc::bad_frame, "source"},
        {"{\"protocol\":1,\"source\":\"\u00e9\"}", errc::bad_frame, "source"},
        {R"({"protocol":1,"source":"a\u0000"})", errc::bad_frame, "source"},
        {R"({"protocol":1,"source":7})", errc::bad_json, "source"},
        {R"({"protocol":1,"session":"a+b"})", errc::bad_frame, "session"},
        {R"({"protocol":1,"session":null})", errc::bad_json, "session"},
        {R"({"protocol":1,"token":1})", errc::bad_json, "token"},
    };
    for (const auto& [text, code, named] : table) {
        CAPTURE(text);
        const auto parsed = parse_hello(text);
        REQUIRE_FALSE(parsed.has_value());
        CHECK(parsed.error().code == code);
        CHECK(contains(parsed.error().message, named));
    }
}

TEST_CASE("a source may be 128 bytes long and no longer", "[protocol]") {
    const auto hello = [](std::size_t bytes) {
        return R"({"protocol":1,"source":")" + std::string(bytes, 'x') + "\"}";
    };
    CHECK(parse_hello(hello(1)).has_value());
    CHECK(parse_hello(hello(127)).has_value());
    CHECK(parse_hello(hello(128)).has_value());
    CHECK_FALSE(parse_hello(hello(129)).has_value());
}

TEST_CASE("a source is made of A-Za-z0-9._:- and nothing else", "[protocol]") {
    const std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
    for (int byte = 0x20; byte < 0x7F; ++byte) {
        const char c = static_cast<char>(byte);
        if (c == '"' || c == '\\')
            continue;
        CAPTURE(c);
        const auto parsed = parse_hello(R"({"protocol":1,"source":")" + std::string(1, c) + "\"}");
        CHECK(parsed.has_value() == (allowed.find(c) != std::string_view::npos));
    }
}

TEST_CASE("WELCOME is read as it was written", "[protocol]") {
    welcome_frame welcome;
    welcome.hub = "a \"hub\"";
    welcome.version = "1.2.3";
    welcome.epoch = epoch{0xFEDCBA9876543210};
    welcome.offset = offset{18'446'744'073'709'551'615U};
    welcome.last_seq = 9'007'199'254'740'993; // 2^53 + 1: no double holds it
    welcome.max_payload = 4096;
    welcome.former_epochs = {epoch{1}, epoch{2}};
    std::string encoded;
    append_welcome(encoded, welcome);
    CHECK(encoded[4] == static_cast<char>(frame_type::welcome));
    const auto parsed = parse_welcome(std::string_view{encoded}.substr(body_begin));
    REQUIRE(parsed.has_value());
    CHECK(parsed->hub == welcome.hub);
    CHECK(parsed->version == welcome.version);
    CHECK(parsed->epoch == welcome.epoch);
    CHECK(parsed->offset == welcome.offset);
    CHECK(parsed->last_seq == welcome.last_seq);
    CHECK(parsed->max_payload == welcome.max_payload);
    CHECK(parsed->former_epochs == welcome.former_epochs);
    refuses_every_beginning(encoded.substr(body_begin), parse_welcome);
}

TEST_CASE("WELCOME needs epoch, offset and last_seq", "[protocol]") {
    const std::string epoch_member = R"("epoch":"0123456789abcdef")";
    CHECK(parse_welcome("{" + epoch_member + R"(,"offset":0,"last_seq":0})").has_value());
    CHECK_FALSE(parse_welcome(R"({"offset":0,"last_seq":0})").has_value());
    CHECK_FALSE(parse_welcome(R"({"epoch":"xyz","offset":0,"last_seq":0})").has_value());
    CHECK_FALSE(parse_welcome("{" + epoch_member + R"(,"last_seq":0})").has_value());
    CHECK_FALSE(parse_welcome("{" + epoch_member + R"(,"offset":0})").has_value());
    CHECK_FALSE(parse_welcome("{" + epoch_member + R"(,"offset":0,"last_seq":"0"})").has_value());
    for (const std::string former : {"1", "[1]", R"(["1"])"}) {
        CAPTURE(former);
        CHECK_FALSE(parse_welcome("{" + epoch_member +
                                  R"(,"offset":0,"last_seq":0,"former_epochs":)" + former + "}")
                        .has_value());
    }
}

TEST_CASE("ERROR is read as it was written", "[protocol]") {
    for (const bool fatal : {true, false}) {
        for (const std::optional<std::uint64_t> seq : {std::optional<std::uint64_t>{}, {7}}) {
            error_frame error;
            error.why = {errc::bad_payload, "no \"JSON\"\n"};
            error.seq = seq;
            error.fatal = fatal;
            std::string encoded;
            append_error(encoded, error);
            CHECK(encoded[4] == static_cast<char>(frame_type::error));
            CHECK(contains(encoded, "fatal") == !fatal);
            const auto parsed = parse_error(std::string_view{encoded}.substr(body_begin));
            REQUIRE(parsed.has_value());
            CHECK(parsed->why == error.why);
            CHECK(parsed->seq == seq);
            CHECK(parsed->fatal == fatal);
            refuses_every_beginning(encoded.substr(body_begin), parse_error);
        }
    }
}

TEST_CASE("ERROR is fatal unless it says in so many words that it is not", "[protocol]") {
    CHECK(parse_error("{}")->fatal);
    CHECK(parse_error(R"({"fatal":true})")->fatal);
    CHECK(parse_error(R"({"fatal":0})")->fatal);
    CHECK_FALSE(parse_error(R"({"fatal":false})")->fatal);
    CHECK(parse_error(R"({"code":"of a later version"})")->why.code == errc::internal);
    CHECK_FALSE(parse_error(R"({"code":7})").has_value());
    CHECK_FALSE(parse_error(R"({"seq":-7})").has_value());
    CHECK_FALSE(parse_error("null").has_value());
}

TEST_CASE("DRAIN is read as it was written", "[protocol]") {
    std::string encoded;
    append_drain(encoded, {"stopping", std::chrono::milliseconds{1500}});
    CHECK(encoded[4] == static_cast<char>(frame_type::drain));
    CHECK(encoded.substr(body_begin) == R"({"reason":"stopping","reconnect_ms":1500})");
    const auto parsed = parse_drain(std::string_view{encoded}.substr(body_begin));
    REQUIRE(parsed.has_value());
    CHECK(parsed->reason == "stopping");
    CHECK(parsed->reconnect == std::chrono::milliseconds{1500});
    CHECK(parse_drain("{}")->reconnect.count() == 0);
    // As milliseconds that was a time in the past, or one that no clock can count to.
    CHECK(parse_drain(R"({"reconnect_ms":18446744073709551615})")->reconnect ==
          std::chrono::hours{24});
    CHECK_FALSE(parse_drain(R"({"reconnect_ms":-1})").has_value());
    CHECK_FALSE(parse_drain(R"({"reason":1})").has_value());
    refuses_every_beginning(encoded.substr(body_begin), parse_drain);
}

TEST_CASE("HELLO's every beginning is refused", "[protocol]") {
    std::string encoded;
    append_hello(encoded, some_hello());
    refuses_every_beginning(encoded.substr(body_begin), parse_hello);
}

} // namespace
} // namespace crier
