#include <crier/topic.hpp>

#include "protocol/topic_level.hpp"
#include "protocol/utf8.hpp"

#include <algorithm>
#include <string>

namespace crier {
namespace {

/// What topics and filters have in common.
std::optional<refusal> check_text(errc code, std::string_view what, std::string_view text) {
    const std::string name{what};
    if (text.empty())
        return refusal{code, "the " + name + " is empty; it needs 1 to 255 bytes"};
    if (text.size() > topic_bytes_max) {
        return refusal{code, "the " + name + " is " + std::to_string(text.size()) +
                                 " bytes long; the limit is 255"};
    }
    if (text.find('\0') != std::string_view::npos)
        return refusal{code, "the " + name + " contains a NUL byte"};
    if (!is_utf8(text))
        return refusal{code, "the " + name + " is not valid UTF-8"};
    return std::nullopt;
}

/// Whether it is what nearly every topic is: ASCII, without wildcards.
bool is_plain(std::string_view topic) noexcept {
    return std::ranges::none_of(topic, [](char byte) {
        return byte == '\0' || byte == '+' || byte == '#' ||
               static_cast<unsigned char>(byte) > 0x7F;
    });
}

} // namespace

std::optional<refusal> check_topic(std::string_view topic) {
    if (!topic.empty() && topic.size() <= topic_bytes_max && is_plain(topic))
        return std::nullopt;
    if (auto wrong = check_text(errc::bad_topic, "topic", topic))
        return wrong;
    const std::size_t wildcard = topic.find_first_of("+#");
    if (wildcard != std::string_view::npos) {
        return refusal{errc::bad_topic, "the topic \"" + std::string{topic} + "\" contains '" +
                                            topic[wildcard] + "', which only a filter may contain"};
    }
    return std::nullopt;
}

std::optional<refusal> check_filter(std::string_view filter) {
    if (auto wrong = check_text(errc::bad_filter, "filter", filter))
        return wrong;
    topic_level here{{}, filter, false};
    while (!here.last) {
        here = first_level(here.rest);
        const bool wild = here.text.find_first_of("+#") != std::string_view::npos;
        if (wild && here.text.size() > 1) {
            return refusal{errc::bad_filter, "in the filter \"" + std::string{filter} +
                                                 "\" a wildcard must be a whole level, not part "
                                                 "of \"" +
                                                 std::string{here.text} + "\""};
        }
        if (here.text == "#" && !here.last) {
            return refusal{errc::bad_filter, "in the filter \"" + std::string{filter} +
                                                 "\" '#' must be the last level"};
        }
    }
    return std::nullopt;
}

bool matches(std::string_view filter, std::string_view topic) noexcept {
    if (topic.starts_with('$') && (filter.starts_with('+') || filter.starts_with('#')))
        return false;
    topic_level wanted{{}, filter, false};
    topic_level found{{}, topic, false};
    for (;;) {
        wanted = first_level(wanted.rest);
        if (wanted.text == "#")
            return true;
        found = first_level(found.rest);
        if (wanted.text != "+" && wanted.text != found.text)
            return false;
        if (found.last)
            return wanted.last || wanted.rest == "#"; // `a/#` matches `a` too
        if (wanted.last)
            return false;
    }
}

} // namespace crier
