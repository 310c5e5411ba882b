#include "publish/publish_rules.hpp"

#include "protocol/check_publish.hpp"
#include "protocol/json_members.hpp"

#include <utility>

namespace crier {
namespace {

publish_rules::verdict fatal(refusal why) {
    return publish_rules::refuse{{std::move(why), std::nullopt, true}, std::nullopt};
}

/// The first line of a request that came to the wrong port.
bool is_http(std::string_view line) {
    return line.ends_with(" HTTP/1.1") || line.ends_with(" HTTP/1.0");
}

bool is_json_compound(std::string_view payload) {
    return (payload.starts_with('{') || payload.starts_with('[')) && !check_json(payload);
}

} // namespace

publish_rules::verdict publish_rules::judge(const frame& received) {
    const bool first = !std::exchange(begun_, true);
    switch (received.type) {
    case frame_type::publish: {
        const auto publish = parse_publish(received.body);
        return publish ? judge_publish(*publish) : fatal(publish.error());
    }
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

publish_rules::verdict publish_rules::judge(const text_line& line) {
    if (line.number == 1 && is_http(line.text)) {
        return fatal({errc::bad_frame, "this is where publishers connect, not over HTTP; the page "
                                       "and the interface are at the hub's web address"});
    }
    const std::string which = "line " + std::to_string(line.number) + ": ";
    const std::size_t space = line.text.find(' ');
    if (space == std::string_view::npos) {
        return refuse{{{errc::bad_frame, which + "there is no space after the topic; say TOPIC, a "
                                                 "space and the payload"},
                       std::nullopt,
                       false},
                      std::nullopt};
    }
    publish_frame publish;
    publish.topic = line.text.substr(0, space);
    publish.payload = line.text.substr(space + 1);
    publish.format =
        is_json_compound(publish.payload) ? payload_format::json : payload_format::text;
    auto out = judge_publish(publish);
    if (auto* refused = std::get_if<refuse>(&out))
        refused->error.why.message.insert(0, which);
    return out;
}

publish_rules::verdict publish_rules::judge_publish(const publish_frame& publish) const {
    auto wrong = check_publish(publish.topic, publish.format, publish.payload, payload_bytes_max_);
    if (!wrong)
        wrong = admitted_.may_publish(publish.topic);
    take out;
    out.said.sent_at = publish.sent_at;
    out.said.seq = publish.seq;
    out.said.format = publish.format;
    out.said.topic = publish.topic;
    out.said.payload = publish.payload;
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
