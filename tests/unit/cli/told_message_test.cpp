#include "cli/told_message.hpp"

#include "protocol/event.hpp"
#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

using namespace std::chrono_literals;

const char* const whole =
    R"({"type":"message","topic":"a/b","offset":7,"prev":3,"time":"2026-11-22T20:11:00.123456Z",)"
    R"("sent":"2026-11-22T20:11:00Z","source":"me","seq":9,"delta_ms":3120.4,"data":"hi"})";

TEST_CASE("a message is read with all that the hub says of it", "[cli]") {
    const auto read = parse_told_message(whole).value();
    CHECK(read.topic == "a/b");
    CHECK(read.offset == offset{7});
    CHECK(read.prev == offset{3});
    CHECK(read.sent.has_value());
    CHECK(read.source == "me");
    CHECK(read.seq == 9);
    CHECK(read.delta == 3120400us);
    CHECK(read.format == payload_format::text);
    CHECK(read.payload == "hi");
}

TEST_CASE("what the hub writes is read back", "[cli]") {
    message said;
    said.topic = "a";
    said.offset = offset{1};
    said.source = "x";
    said.format = payload_format::binary;
    said.payload = std::string_view{"\x00\xFF", 2};
    std::string json;
    append_message_event(json, said);
    const auto read = parse_told_message(json).value();
    CHECK(read.format == payload_format::binary);
    CHECK(read.payload == said.payload);
    CHECK_FALSE(read.delta);
    CHECK_FALSE(read.sent);
}

TEST_CASE("a JSON payload keeps its digits", "[cli]") {
    const auto line = parse_line_to_publish(R"({"topic":"a","data":{"n":1.50, "m":1e400}})", "");
    CHECK(line.value().format == payload_format::json);
    CHECK(line.value().payload == R"({"n":1.50, "m":1e400})");
}

/// Whether the refusal names what is wrong.
bool is_named(const refusal& why, const std::string& what) {
    return why.code == errc::bad_json && why.message.find(what) != std::string::npos;
}

TEST_CASE("what is wrong with a message is named", "[cli]") {
    const std::string text = whole;
    const auto without = [&text](const std::string& member, const std::string& instead) {
        std::string changed = text;
        changed.replace(changed.find(member), member.size(), instead);
        return parse_told_message(changed);
    };
    CHECK(is_named(without(R"("topic":"a/b",)", "").error(), "\"topic\""));
    CHECK(is_named(without(R"("offset":7)", R"("offset":"7")").error(), "\"offset\""));
    CHECK(is_named(without(R"("time":"2026)", R"("time":"x026)").error(), "\"time\""));
    CHECK(is_named(without("3120.4", "-1").error(), "\"delta_ms\""));
    CHECK(is_named(without(R"("data":"hi")", R"("data_base64":"A")").error(), "base64"));
    CHECK(is_named(without(R"(,"data":"hi")", "").error(), "\"data\" is missing"));
}

TEST_CASE("a line to publish says what it is, and where it goes", "[cli]") {
    const auto bytes = parse_line_to_publish(R"({"data_base64":"AP8="})", "t").value();
    CHECK(bytes.topic == "t");
    CHECK(bytes.format == payload_format::binary);
    CHECK(bytes.payload == std::string_view{"\x00\xFF", 2});

    const auto own = parse_line_to_publish(R"({"topic":"own","data":"x"})", "t").value();
    CHECK(own.topic == "own");

    const auto json =
        parse_line_to_publish(R"({"data":"[1]","content_type":"application/json; a=b"})", "t");
    CHECK(json.value().format == payload_format::json);
    CHECK(json.value().payload == "[1]");
    const auto other = parse_line_to_publish(R"({"data":"x","content_type":"image/svg"})", "t");
    CHECK(other.value().format == payload_format::binary);
}

TEST_CASE("a line that can't be published says why", "[cli]") {
    CHECK(is_named(parse_line_to_publish(R"({"data":"x"})", "").error(), "\"topic\" is missing"));
    CHECK(is_named(parse_line_to_publish(R"({"topic":"a"})", "").error(), "\"data\" is missing"));
    CHECK(is_named(parse_line_to_publish(R"({"data":1,"data_base64":""})", "t").error(), "both"));
    CHECK(is_named(parse_line_to_publish(R"({"data":1,"content_type":"text/plain"})", "t").error(),
                   "\"content_type\""));
    CHECK(is_named(parse_line_to_publish("nonsense", "t").error(), "not JSON"));
}

} // namespace
} // namespace crier
