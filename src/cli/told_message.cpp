#include "cli/told_message.hpp"

#include "protocol/json_members.hpp"
#include "protocol/json_source.hpp"
#include "protocol/text_values.hpp"

#include <boost/json/object.hpp>

#include <cmath>
#include <utility>

namespace crier {
namespace {

namespace json = boost::json;

using formatted_payload = std::pair<payload_format, std::string>;

refusal wrong(std::string_view member, std::string_view what) {
    return {errc::bad_json, "\"" + std::string{member} + "\" " + std::string{what}};
}

const json::value* member_of(const json::object& object, std::string_view name) {
    return object.if_contains({name.data(), name.size()});
}

/// The refusal of the first that failed.
template <class... Results>
std::optional<refusal> first_failure(const Results&... results) {
    std::optional<refusal> out;
    const auto look = [&out](const auto& one) {
        if (!out && !one)
            out = one.error();
    };
    (look(results), ...);
    return out;
}

result<std::string> required_string(const json::object& object, std::string_view member) {
    auto text = optional_string(object, member);
    if (!text)
        return text.error();
    if (!*text)
        return wrong(member, "is missing");
    return std::move(**text);
}

result<std::uint64_t> required_unsigned(const json::object& object, std::string_view member) {
    const auto number = optional_unsigned(object, member);
    if (!number)
        return number.error();
    if (!*number)
        return wrong(member, "is missing");
    return **number;
}

result<std::optional<timestamp>> time_in(const json::object& object, std::string_view member) {
    const auto text = optional_string(object, member);
    if (!text)
        return text.error();
    if (!*text)
        return std::optional<timestamp>{};
    const auto time = parse_time(**text);
    if (!time)
        return wrong(member, "is \"" + **text +
                                 "\", which is no time such as "
                                 "2026-11-22T20:11:00.123456Z");
    return std::optional{*time};
}

result<std::optional<std::chrono::microseconds>> delta_in(const json::object& object) {
    using given = std::optional<std::chrono::microseconds>;
    const json::value* delta = member_of(object, "delta_ms");
    if (delta == nullptr || delta->is_null())
        return given{};
    boost::system::error_code ec;
    const double milliseconds = delta->is_number() ? delta->to_number<double>(ec) : -1;
    if (ec || !(milliseconds >= 0) || milliseconds > 1e15)
        return wrong("delta_ms", "must be a number of milliseconds, or null");
    return given{std::chrono::microseconds{std::llround(milliseconds * 1000)}};
}

result<formatted_payload> payload_in(const json::object& object, std::string_view source) {
    const json::value* data = member_of(object, "data");
    const json::value* binary = member_of(object, "data_base64");
    if (data != nullptr && binary != nullptr)
        return wrong("data", "and \"data_base64\" can't both be there");
    if (binary != nullptr) {
        const json::string* text = binary->if_string();
        auto bytes = text == nullptr ? std::nullopt : decode_base64({text->data(), text->size()});
        if (!bytes)
            return wrong("data_base64", "is not base64");
        return formatted_payload{payload_format::binary, std::move(*bytes)};
    }
    if (data == nullptr)
        return wrong("data", "is missing (or \"data_base64\", for bytes)");
    if (const json::string* text = data->if_string())
        return formatted_payload{payload_format::text, std::string{text->data(), text->size()}};
    return formatted_payload{payload_format::json, std::string{member_source(source, "data")}};
}

/// What a string is, by its content type; "application/json; charset=utf-8" is JSON too.
std::optional<refusal> apply_content_type(const json::object& object, line_to_publish& line) {
    const auto given = optional_string(object, "content_type");
    if (!given)
        return given.error();
    if (!*given)
        return std::nullopt;
    const std::string type = (**given).substr(0, (**given).find(';'));
    if (line.format == payload_format::json && type != "application/json")
        return wrong("content_type", "is " + type + ", but \"data\" is JSON and no string");
    if (line.format == payload_format::binary)
        return std::nullopt;
    line.format = type == "application/json" ? payload_format::json
                  : type == "text/plain"     ? payload_format::text
                                             : payload_format::binary;
    return std::nullopt;
}

} // namespace

result<told_message> parse_told_message(std::string_view text) {
    const auto parsed = parse_object(text, "a message");
    if (!parsed)
        return parsed.error();
    const json::object& object = *parsed;
    auto topic = required_string(object, "topic");
    auto source = required_string(object, "source");
    const auto offset = required_unsigned(object, "offset");
    const auto prev = required_unsigned(object, "prev");
    const auto seq = required_unsigned(object, "seq");
    const auto time = time_in(object, "time");
    const auto sent = time_in(object, "sent");
    const auto delta = delta_in(object);
    auto payload = payload_in(object, text);
    if (const auto wrong_one =
            first_failure(topic, source, offset, prev, seq, time, sent, delta, payload))
        return *wrong_one;
    if (!*time)
        return wrong("time", "is missing");
    return told_message{std::move(*topic),
                        crier::offset{*offset},
                        crier::offset{*prev},
                        **time,
                        *sent,
                        std::move(*source),
                        *seq,
                        *delta,
                        payload->first,
                        std::move(payload->second)};
}

result<line_to_publish> parse_line_to_publish(std::string_view text, std::string_view topic) {
    const auto parsed = parse_object(text, "the line");
    if (!parsed)
        return parsed.error();
    auto named = optional_string(*parsed, "topic");
    if (!named)
        return named.error();
    auto payload = payload_in(*parsed, text);
    if (!payload)
        return payload.error();
    line_to_publish out;
    out.topic = *named ? std::move(**named) : std::string{topic};
    if (out.topic.empty())
        return wrong("topic", "is missing, and no TOPIC was given");
    out.format = payload->first;
    out.payload = std::move(payload->second);
    if (const auto why = apply_content_type(*parsed, out))
        return *why;
    return out;
}

result<std::pair<payload_format, std::string>> parse_payload(std::string_view text) {
    const auto parsed = parse_object(text, "the line");
    if (!parsed)
        return parsed.error();
    return payload_in(*parsed, text);
}

result<std::optional<timestamp>> optional_time(std::string_view text, std::string_view member) {
    const auto parsed = parse_object(text, "the line");
    if (!parsed)
        return parsed.error();
    return time_in(*parsed, member);
}

} // namespace crier
