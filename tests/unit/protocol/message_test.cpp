#include <crier/message.hpp>

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

message said(std::string_view topic, std::string_view payload, std::uint64_t seq = 0) {
    message out;
    out.seq = seq;
    out.topic = topic;
    out.source = "press-7";
    out.session = "s1";
    out.payload = payload;
    return out;
}

TEST_CASE("a kept message has texts of its own", "[protocol]") {
    std::string topic = "a/b";
    std::string payload = "hello";
    const auto kept = keep(said(topic, payload, 7));
    topic = "xxx";
    payload = "xxxxx";
    CHECK(kept->seq == 7);
    CHECK(kept->topic == "a/b");
    CHECK(kept->source == "press-7");
    CHECK(kept->session == "s1");
    CHECK(kept->payload == "hello");
}

TEST_CASE("messages that are kept together live until the last is let go of", "[protocol]") {
    message_ptr last;
    {
        std::vector<std::string> texts;
        for (int i = 0; i < 100; ++i)
            texts.push_back(std::string(static_cast<std::size_t>(i), 'x') + std::to_string(i));
        std::vector<message> seen;
        for (const std::string& text : texts)
            seen.push_back(said(text, text));
        const auto kept = keep(seen);
        for (std::size_t i = 0; i < seen.size(); ++i) {
            CHECK(kept[i].topic == texts[i]);
            CHECK(kept[i].payload == texts[i]);
        }
        last = {kept, &kept[99]};
    }
    CHECK(last.use_count() == 1);
    CHECK(last->payload == std::string(99, 'x') + "99");
}

TEST_CASE("neighbours share the names that they have in common", "[protocol]") {
    const std::string topic = "a";
    const std::string same = "a";
    const auto kept = keep(std::vector{said(topic, "1"), said(same, "1"), said("b", "1")});
    CHECK(kept[1].topic.data() == kept[0].topic.data());
    CHECK(kept[2].topic == "b");
    CHECK(kept[2].source.data() == kept[0].source.data());
    CHECK(kept[1].payload.data() != kept[0].payload.data());
}

TEST_CASE("a message without texts is kept, and so is no message at all", "[protocol]") {
    CHECK(keep(message{})->payload.empty());
    CHECK_NOTHROW(keep(std::span<const message>{}));
}

} // namespace
} // namespace crier
