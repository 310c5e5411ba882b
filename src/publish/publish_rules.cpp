#include "publish/publish_rules.hpp"

#include "protocol/check_publish.hpp"

#include <utility>

namespace crier {
namespace {

publish_rules::verdict fatal(refusal why) {
    return publish_rules::refuse{{std::move(why), std::nullopt, true}, std::nullopt};
}

} // namespace

publish_rules::verdict publish_rules::judge(const frame& received) {
    const bool first = !std::exchange(begun_, true);
    switch (received.type) {
    case frame_type::publish:
        return judge_publish(received.body);
    case frame_type::hello:
        if (!first)
            return fatal({errc::bad_frame, "HELLO must be the first frame of a connection"});
        return judge_hello(received.body);
    case frame_type::ping:
        if (received.body.size() > ping_bytes_max)
            return fatal({errc::bad_frame, "PING carries more than 128 bytes"});
        return answer{std::string{received.body}};
    case frame_type::subscribe:
    case frame_type::unsubscribe:
        return relay{received.type, std::string{received.body}};
    default:
        break;
    }
    const auto number = static_cast<unsigned>(received.type);
    return fatal({errc::bad_frame,
                  "a frame of type " + std::to_string(number) + " is not one that a client sends"});
}

publish_rules::verdict publish_rules::judge_publish(std::string_view body) const {
    const auto publish = parse_publish(body);
    if (!publish)
        return fatal(publish.error());
    auto wrong =
        check_publish(publish->topic, publish->format, publish->payload, payload_bytes_max_);
    if (!wrong)
        wrong = admitted_.may_publish(publish->topic);
    take out;
    out.said.sent_at = publish->sent_at;
    out.said.seq = publish->seq;
    out.said.format = publish->format;
    out.said.topic = publish->topic;
    out.said.payload = publish->payload;
    if (wrong)
        return refuse_message(std::move(*wrong), out.said);
    return out;
}

publish_rules::refuse publish_rules::refuse_message(refusal why, const message& said) {
    refuse out{{std::move(why), std::nullopt, false}, std::nullopt, std::string{said.topic}};
    if (said.seq != 0) {
        out.error.seq = said.seq;
        out.used = append_item{said.seq, nullptr};
    }
    return out;
}

publish_rules::verdict publish_rules::judge_hello(std::string_view body) const {
    auto hello = parse_hello(body);
    if (!hello)
        return fatal(hello.error());
    return introduce{std::move(*hello)};
}

} // namespace crier
