#include "protocol/event.hpp"

#include "protocol/json_text.hpp"

namespace crier {
namespace {

/// Appends `,"name":` and leaves the value to the caller.
void append_member(std::string& out, std::string_view name) {
    out.append(",\"").append(name).append("\":");
}

std::string begin_event(std::string_view type) {
    return std::string{R"({"type":")"}.append(type).append("\"");
}

std::string offset_event(std::string_view type, offset last) {
    std::string out = begin_event(type);
    append_member(out, "offset");
    append_number(out, last.value);
    return out += '}';
}

std::string topics_event(std::string_view type, const std::vector<std::string>& filters) {
    std::string out = begin_event(type);
    append_member(out, "topics");
    out.push_back('[');
    for (const std::string& filter : filters) {
        if (out.back() != '[')
            out.push_back(',');
        append_json_string(out, filter);
    }
    return out += "]}";
}

void append_id(std::string& out, const request_id& id) {
    if (id.empty())
        return;
    append_member(out, "id");
    out.append(id);
}

void append_payload(std::string& out, const message& message) {
    switch (message.format) {
    case payload_format::text:
        append_member(out, "data");
        append_json_string(out, message.payload);
        return;
    case payload_format::json: // checked when it was accepted, so it stands as it is
        append_member(out, "data");
        out.append(message.payload);
        return;
    case payload_format::binary:
        append_member(out, "data_base64");
        out.push_back('"');
        append_base64(out, message.payload);
        out.push_back('"');
        return;
    }
}

} // namespace

void append_message_event(std::string& out, const message& message) {
    out.append(R"({"type":"message","topic":)");
    append_json_string(out, message.topic);
    append_member(out, "offset");
    append_number(out, message.offset.value);
    append_member(out, "prev");
    append_number(out, message.prev.value);
    append_member(out, "time");
    out.push_back('"');
    append_time(out, message.time);
    out.push_back('"');
    if (message.sent_at) {
        append_member(out, "sent");
        out.push_back('"');
        append_time(out, *message.sent_at);
        out.push_back('"');
    }
    append_member(out, "source");
    append_json_string(out, message.source);
    append_member(out, "seq");
    append_number(out, message.seq);
    append_member(out, "delta_ms");
    if (message.delta)
        append_thousandths(out, static_cast<std::uint64_t>(message.delta->count()));
    else
        out.append("null");
    append_payload(out, message);
    out.push_back('}');
}

std::string welcome_event(const welcome& welcome) {
    std::string out = begin_event("welcome");
    append_member(out, "hub");
    append_json_string(out, welcome.hub);
    append_member(out, "version");
    append_json_string(out, welcome.version);
    append_member(out, "epoch");
    append_json_string(out, welcome.epoch.text());
    append_member(out, "offset");
    append_number(out, welcome.last.value);
    append_member(out, "ping_s");
    append_number(out, static_cast<std::uint64_t>(welcome.ping.count()));
    append_member(out, "heartbeat_s");
    append_thousandths(out, static_cast<std::uint64_t>(welcome.heartbeat.count()));
    return out += '}';
}

std::string live_event(offset last) {
    return offset_event("live", last);
}

std::string heartbeat_event(offset last) {
    return offset_event("heartbeat", last);
}

std::string gap_event(offset after, offset before, gap_reason reason) {
    std::string out = begin_event("gap");
    append_member(out, "after");
    append_number(out, after.value);
    append_member(out, "before");
    append_number(out, before.value);
    append_member(out, "reason");
    append_json_string(out, reason == gap_reason::expired ? "expired" : "epoch_changed");
    return out += '}';
}

std::string subscribed_event(const std::vector<std::string>& filters) {
    return topics_event("subscribed", filters);
}

std::string unsubscribed_event(const std::vector<std::string>& filters) {
    return topics_event("unsubscribed", filters);
}

std::string published_event(const request_id& id, offset offset) {
    std::string out = begin_event("published");
    append_id(out, id);
    append_member(out, "offset");
    append_number(out, offset.value);
    return out += '}';
}

std::string pong_event(timestamp at) {
    std::string out = begin_event("pong");
    append_member(out, "time");
    out += '"';
    append_time(out, at);
    return out += "\"}";
}

std::string error_event(const refusal& why, const request_id& id) {
    std::string out = begin_event("error");
    append_member(out, "code");
    append_json_string(out, name_of(why.code));
    append_member(out, "message");
    append_json_string(out, why.message);
    append_id(out, id);
    return out += '}';
}

std::string drain_event(std::chrono::milliseconds reconnect) {
    std::string out = begin_event("drain");
    append_member(out, "reconnect_ms");
    append_number(out, static_cast<std::uint64_t>(reconnect.count()));
    return out += '}';
}

std::string error_body(std::string_view code, std::string_view message) {
    std::string out = R"({"error":{"code":)";
    append_json_string(out, code);
    append_member(out, "message");
    append_json_string(out, message);
    return out += "}}\n";
}

} // namespace crier
