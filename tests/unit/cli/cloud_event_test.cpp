#include "cli/cloud_event.hpp"

#include "support/catch.hpp"

#include <boost/json/parse.hpp>

#include <string>

namespace crier {
namespace {

using namespace std::chrono_literals;

told_message sample(payload_format format, std::string payload) {
    told_message out;
    out.topic = "a/b";
    out.offset = offset{7};
    out.prev = offset{3};
    out.time = timestamp{1'764'000'000'123'456us};
    out.sent = timestamp{1'764'000'000'000'000us};
    out.source = "press-7";
    out.seq = 5'000'000'000;
    out.delta = 3120400us;
    out.format = format;
    out.payload = std::move(payload);
    return out;
}

std::string written(const told_message& message) {
    std::string out;
    append_cloud_event(out, message, epoch{0xABC});
    return out;
}

TEST_CASE("a message as a CloudEvent has the attributes that the standard asks for", "[cli]") {
    const auto event = boost::json::parse(written(sample(payload_format::text, "hi"))).as_object();
    CHECK(event.at("specversion") == "1.0");
    CHECK(event.at("id") == "0000000000000abc:7");
    CHECK(event.at("source") == "crier:press-7");
    CHECK(event.at("type") == "crier.message");
    CHECK(event.at("subject") == "a/b");
    CHECK(event.at("datacontenttype") == "text/plain");
    CHECK(event.at("data") == "hi");
    for (const auto& attribute : event) { // names: lower-case letters and digits, up to 20
        const std::string name{attribute.key().data(), attribute.key().size()};
        CAPTURE(name);
        CHECK((name.size() <= 20 || name == "data_base64"));
        CHECK((name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789") == name.npos ||
               name == "data_base64"));
    }
}

TEST_CASE("CloudEvents are read back as they were written", "[cli]") {
    for (const auto& message :
         {sample(payload_format::text, "a\nb\"c"), sample(payload_format::json, R"({"n":1.50})"),
          sample(payload_format::binary, std::string{"\x00\xFF", 2})}) {
        const auto read = parse_cloud_event(written(message)).value();
        CHECK(read.at == position{epoch{0xABC}, offset{7}});
        CHECK(read.message.topic == message.topic);
        CHECK(read.message.prev == message.prev);
        CHECK(read.message.time == message.time);
        CHECK(read.message.sent == message.sent);
        CHECK(read.message.source == message.source);
        CHECK(read.message.seq == message.seq);
        CHECK(read.message.delta == message.delta);
        CHECK(read.message.format == message.format);
        CHECK(read.message.payload == message.payload);
    }
}

TEST_CASE("what is no CloudEvent of ours is refused", "[cli]") {
    const std::string good = written(sample(payload_format::text, "hi"));
    for (const std::string spoiled : {"1.0", "crier.message", "0000000000000abc:7", "crier:press-7",
                                      "\"time\":\"2", "\"data\":"}) {
        CAPTURE(spoiled);
        std::string bad = good;
        bad.replace(bad.find(spoiled), 1, "\"" == spoiled.substr(0, 1) ? "\"x" : "x");
        CHECK_FALSE(parse_cloud_event(bad).has_value());
    }
}

} // namespace
} // namespace crier
