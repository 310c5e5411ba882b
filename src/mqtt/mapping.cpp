#include "mqtt/mapping.hpp"

#include "protocol/json_members.hpp"
#include "protocol/topic_level.hpp"
#include "protocol/utf8.hpp"

#include <crier/topic.hpp>

#include <algorithm>

namespace crier {
namespace {

constexpr std::size_t source_bytes_max = 128;

/// The level counted from 1; nothing where the topic has no such level, or an empty one.
std::optional<std::string_view> level_of(std::string_view topic, std::uint64_t number) {
    topic_level level = first_level(topic);
    for (std::uint64_t i = 1; i < number; ++i) {
        if (level.last)
            return std::nullopt;
        level = first_level(level.rest);
    }
    if (level.text.empty())
        return std::nullopt;
    return level.text;
}

std::string as_source(std::string_view level) {
    constexpr std::string_view allowed =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
    std::string out{level.substr(0, source_bytes_max)};
    std::ranges::replace_if(
        out, [&](char c) { return allowed.find(c) == std::string_view::npos; }, '-');
    return out;
}

} // namespace

std::string hub_topic(const topic_mapping& mapping, std::string_view topic) {
    std::string out = mapping.prefix;
    return out.append(topic);
}

std::string_view broker_topic(const topic_mapping& mapping, std::string_view topic) {
    return topic.starts_with(mapping.prefix) && topic.size() > mapping.prefix.size()
               ? topic.substr(mapping.prefix.size())
               : topic;
}

std::string source_of(const topic_mapping& mapping, std::string_view topic) {
    const auto level = mapping.source_level ? level_of(topic, *mapping.source_level) : std::nullopt;
    return level ? as_source(*level) : mapping.source;
}

bool takes(const topic_mapping& mapping, std::string_view topic) {
    return std::ranges::any_of(mapping.filters,
                               [&](const std::string& filter) { return matches(filter, topic); });
}

bool came_from_broker(const topic_mapping& mapping, std::string_view topic,
                      std::string_view source) {
    if (!mapping.source_level)
        return source == mapping.source;
    if (!topic.starts_with(mapping.prefix))
        return false;
    const std::string_view there = topic.substr(mapping.prefix.size());
    return takes(mapping, there) && source == source_of(mapping, there);
}

payload_format format_of(std::string_view payload) {
    const auto first = payload.find_first_not_of(" \t\r\n");
    const bool nested =
        first != std::string_view::npos && (payload[first] == '{' || payload[first] == '[');
    if (nested && !check_json(payload))
        return payload_format::json;
    return is_utf8(payload) ? payload_format::text : payload_format::binary;
}

} // namespace crier
