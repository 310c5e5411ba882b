#include "cli/cloud_event.hpp"

#include "protocol/json_members.hpp"
#include "protocol/json_text.hpp"

#include <boost/json/object.hpp>

#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

namespace crier {
namespace {

constexpr std::string_view source_scheme = "crier:";
constexpr std::string_view message_type = "crier.message";

void append_text(std::string& out, std::string_view name, std::string_view value) {
    out.append(",\"").append(name).append("\":");
    append_json_string(out, value);
}

std::string time_text(timestamp at) {
    std::string out;
    append_time(out, at);
    return out;
}

std::string_view content_type_of(payload_format format) {
    switch (format) {
    case payload_format::text:
        return "text/plain";
    case payload_format::json:
        return "application/json";
    case payload_format::binary:
        break;
    }
    return "application/octet-stream";
}

void append_data(std::string& out, const told_message& message) {
    if (message.format == payload_format::text) {
        append_text(out, "data", message.payload);
    } else if (message.format == payload_format::json) {
        out.append(",\"data\":").append(message.payload);
    } else {
        out.append(",\"data_base64\":\"");
        append_base64(out, message.payload);
        out.push_back('"');
    }
}

refusal not_ours(std::string_view what) {
    return {errc::bad_json, "no CloudEvent of Crier's: " + std::string{what}};
}

/// Members of which each is a text, or is left out.
class text_members {
public:
    explicit text_members(const boost::json::object& object) : object_{object} {}

    [[nodiscard]] std::string operator[](std::string_view member) const {
        const auto text = optional_string(object_, member);
        return text && *text ? **text : std::string{};
    }

private:
    const boost::json::object& object_;
};

std::uint64_t number_in(const std::string& text) {
    std::uint64_t number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

/// 3120.4 milliseconds.
std::optional<std::chrono::microseconds> delta_in(const std::string& text) {
    double milliseconds = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), milliseconds);
    if (text.empty() || read.ec != std::errc{} || !(milliseconds >= 0) || milliseconds > 1e15)
        return std::nullopt;
    return std::chrono::microseconds{std::llround(milliseconds * 1000)};
}

} // namespace

void append_cloud_event(std::string& out, const told_message& message, epoch in) {
    out.append(R"({"specversion":"1.0")");
    append_text(out, "id", in.text() + ":" + std::to_string(message.offset.value));
    append_text(out, "source", std::string{source_scheme} + message.source);
    append_text(out, "type", message_type);
    append_text(out, "subject", message.topic);
    append_text(out, "time", time_text(message.time));
    append_text(out, "crierprev", std::to_string(message.prev.value));
    append_text(out, "crierseq", std::to_string(message.seq));
    if (message.delta) {
        std::string delta;
        append_thousandths(delta, static_cast<std::uint64_t>(message.delta->count()));
        append_text(out, "crierdeltams", delta);
    }
    if (message.sent)
        append_text(out, "criersent", time_text(*message.sent));
    append_text(out, "datacontenttype", content_type_of(message.format));
    append_data(out, message);
    out.push_back('}');
}

result<positioned_message> parse_cloud_event(std::string_view json) {
    const auto object = parse_object(json, "the line");
    if (!object)
        return object.error();
    const text_members texts{*object};
    if (texts["specversion"] != "1.0" || texts["type"] != message_type)
        return not_ours("\"type\" is not " + std::string{message_type});
    const auto at = parse_position(texts["id"]);
    if (!at || !at->epoch)
        return not_ours("\"id\" is not EPOCH:OFFSET");
    const std::string source = texts["source"];
    if (!source.starts_with(source_scheme))
        return not_ours("\"source\" doesn't begin with " + std::string{source_scheme});
    const auto time = optional_time(json, "time");
    if (!time || !*time)
        return not_ours("\"time\" is missing, or no time");
    const auto sent = optional_time(json, "criersent");
    if (!sent)
        return sent.error();
    auto payload = parse_payload(json);
    if (!payload)
        return payload.error();
    told_message message;
    message.topic = texts["subject"];
    message.offset = at->offset;
    message.prev = offset{number_in(texts["crierprev"])};
    message.time = **time;
    message.sent = *sent;
    message.source = source.substr(source_scheme.size());
    message.seq = number_in(texts["crierseq"]);
    message.delta = delta_in(texts["crierdeltams"]);
    message.format = payload->first;
    message.payload = std::move(payload->second);
    return positioned_message{*at, std::move(message)};
}

} // namespace crier
