#include "publish/publish_rules.hpp"

#include "protocol/frame_decoder.hpp"
#include "support/catch.hpp"

#include <algorithm>

using namespace crier;

namespace {

constexpr std::size_t payload_limit = 100;

/// The body of an encoded frame.
std::string body_of(const std::string& encoded) {
    return encoded.substr(frame_header_bytes + 1);
}

std::string publish_body(std::string_view topic, std::string_view payload, std::uint64_t seq = 1,
                         payload_format format = payload_format::text) {
    publish_frame publish;
    publish.format = format;
    publish.seq = seq;
    publish.topic = topic;
    publish.payload = payload;
    std::string out;
    append_publish(out, publish);
    return body_of(out);
}

std::string_view line_text(const publish_rules::verdict& verdict) {
    return std::get<publish_rules::take>(verdict).said.payload;
}

struct rules_fixture {
    admission anybody;
    publish_rules rules{payload_limit, anybody};

    publish_rules::verdict judge(frame_type type, const std::string& body) {
        return rules.judge({type, body});
    }
    publish_rules::refuse refused(frame_type type, const std::string& body) {
        const auto verdict = judge(type, body);
        REQUIRE(std::holds_alternative<publish_rules::refuse>(verdict));
        return std::get<publish_rules::refuse>(verdict);
    }
};

} // namespace

TEST_CASE_METHOD(rules_fixture, "a good message is taken as it was sent", "[publish]") {
    const std::string body = publish_body("hello/a", "hi", 7);
    const auto verdict = judge(frame_type::publish, body);
    const message& said = std::get<publish_rules::take>(verdict).said;
    CHECK(said.seq == 7);
    CHECK(said.topic == "hello/a");
    CHECK(said.payload == "hi");
    CHECK_FALSE(said.sent_at);
}

TEST_CASE_METHOD(rules_fixture, "a refused message uses up its seq and isn't fatal", "[publish]") {
    struct wrong {
        const char* topic;
        std::string payload;
        payload_format format;
        errc code;
    };
    const std::vector<wrong> cases{
        {"a/#", "x", payload_format::text, errc::bad_topic},
        {"", "x", payload_format::text, errc::bad_topic},
        {"$hub/publishers/x", "x", payload_format::text, errc::forbidden},
        {"a", "\xff", payload_format::text, errc::bad_payload},
        {"a", "{", payload_format::json, errc::bad_payload},
        {"a", std::string(payload_limit + 1, 'x'), payload_format::text, errc::bad_payload},
    };
    for (const wrong& bad : cases) {
        INFO("topic " << bad.topic << " payload " << bad.payload);
        const auto numbered =
            refused(frame_type::publish, publish_body(bad.topic, bad.payload, 5, bad.format));
        CHECK(numbered.error.why.code == bad.code);
        CHECK_FALSE(numbered.error.fatal);
        CHECK(numbered.error.seq == 5);
        REQUIRE(numbered.used);
        CHECK(numbered.used->seq == 5);
        CHECK_FALSE(numbered.used->content);
        const auto unnumbered =
            refused(frame_type::publish, publish_body(bad.topic, bad.payload, 0, bad.format));
        CHECK_FALSE(unnumbered.error.seq);
        CHECK_FALSE(unnumbered.used);
    }
}

TEST_CASE_METHOD(rules_fixture, "a payload of exactly the limit is taken", "[publish]") {
    const auto body = publish_body("a", std::string(payload_limit, 'x'));
    CHECK(std::holds_alternative<publish_rules::take>(judge(frame_type::publish, body)));
}

TEST_CASE_METHOD(rules_fixture, "HELLO comes first or not at all", "[publish]") {
    const std::string hello = R"({"protocol":1,"source":"press-7","session":"s1"})";
    const auto verdict = judge(frame_type::hello, hello);
    CHECK(std::get<publish_rules::introduce>(verdict).hello.source == "press-7");
    const auto again = refused(frame_type::hello, hello);
    CHECK(again.error.why.code == errc::bad_frame);
    CHECK(again.error.fatal);
}

TEST_CASE_METHOD(rules_fixture, "a HELLO that can't be served ends the connection", "[publish]") {
    publish_rules others{payload_limit, anybody};
    CHECK(others.judge({frame_type::hello, "{"}).index() == 4);
    const auto other = refused(frame_type::hello, R"({"protocol":2})");
    CHECK(other.error.why.code == errc::unsupported_protocol);
    CHECK(other.error.fatal);
}

TEST_CASE_METHOD(rules_fixture, "a PING is answered with its bytes, up to 128", "[publish]") {
    const auto verdict = judge(frame_type::ping, std::string(128, 'p'));
    CHECK(std::get<publish_rules::answer>(verdict).pong == std::string(128, 'p'));
    CHECK(refused(frame_type::ping, std::string(129, 'p')).error.why.code == errc::bad_frame);
}

TEST_CASE_METHOD(rules_fixture, "subscriptions are relayed as they came", "[publish]") {
    for (const auto type : {frame_type::subscribe, frame_type::unsubscribe}) {
        const auto verdict = judge(type, "{\"topics\":[]}");
        REQUIRE(std::holds_alternative<publish_rules::relay>(verdict));
        CHECK(std::get<publish_rules::relay>(verdict).type == type);
        CHECK(std::get<publish_rules::relay>(verdict).body == "{\"topics\":[]}");
    }
}

TEST_CASE_METHOD(rules_fixture, "a frame that no publisher sends ends the connection",
                 "[publish]") {
    const std::vector<int> types{0x00, 0x06, 0x7F, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0xFF};
    for (const int type : types) {
        const auto verdict = refused(static_cast<frame_type>(type), "");
        CHECK(verdict.error.fatal);
        CHECK(verdict.error.why.code == errc::bad_frame);
    }
}

TEST_CASE_METHOD(rules_fixture, "a PUBLISH that is too short ends the connection", "[publish]") {
    const auto verdict = refused(frame_type::publish, "abc");
    CHECK(verdict.error.fatal);
    CHECK(verdict.error.why.code == errc::bad_frame);
}

TEST_CASE_METHOD(rules_fixture, "a line is a topic, a space and the payload", "[rules]") {
    const auto verdict = rules.judge(text_line{1, "a/b two words "});
    const auto& said = std::get<publish_rules::take>(verdict).said;
    CHECK(said.topic == "a/b");
    CHECK(said.payload == "two words ");
    CHECK(said.format == payload_format::text);
    CHECK(said.seq == 0);
    CHECK(line_text(rules.judge(text_line{2, "a "})).empty());
    CHECK(line_text(rules.judge(text_line{3, "GET / HTTP/1.1"})) == "/ HTTP/1.1");
}

TEST_CASE_METHOD(rules_fixture, "a line's JSON objects and arrays are JSON, the rest is text",
                 "[rules]") {
    const auto format_of = [this](std::string_view line) {
        return std::get<publish_rules::take>(rules.judge(text_line{1, line})).said.format;
    };
    CHECK(format_of(R"(a {"b":1})") == payload_format::json);
    CHECK(format_of("a [1, 2]") == payload_format::json);
    for (const char* line : {"a 1", "a true", "a \"b\"", "a {b}", "a {\"b\":1", "a  {}"})
        CHECK(format_of(line) == payload_format::text);
}

TEST_CASE_METHOD(rules_fixture, "a line that is wrong is refused by its number", "[rules]") {
    const auto refused_line = [this](const text_line& line) {
        return std::get<publish_rules::refuse>(rules.judge(line)).error;
    };
    CHECK(refused_line({7, "nospace"}).why.code == errc::bad_frame);
    CHECK(refused_line({7, "nospace"}).why.message.find("line 7: ") == 0);
    CHECK(refused_line({8, "a/# b"}).why.code == errc::bad_topic);
    CHECK(refused_line({8, " b"}).why.code == errc::bad_topic);
    CHECK(refused_line({9, "a " + std::string(payload_limit + 1, 'x')}).why.code ==
          errc::bad_payload);
    CHECK_FALSE(refused_line({9, "a \xFF"}).fatal);
    CHECK(refused_line({1, "GET / HTTP/1.1"}).fatal);
}
