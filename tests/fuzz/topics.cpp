// Topics and filters against MQTT's rules in their plainest form. Input: a topic, then filters, a
// line each.

#include "fuzz/property.hpp"

#include "broadcast/topic_tree.hpp"
#include "protocol/event.hpp"
#include "protocol/utf8.hpp"

#include <crier/topic.hpp>

#include <algorithm>
#include <array>
#include <vector>

namespace crier::fuzz {
namespace {

constexpr std::size_t filters_max = 32;

/// UTF-8 by its definition: decoded, and the shortest form of a character that there is.
bool is_plain_utf8(std::string_view bytes) {
    for (std::size_t i = 0; i < bytes.size();) {
        const auto at = [&](std::size_t j) {
            return j < bytes.size() ? static_cast<unsigned char>(bytes[j]) : 0U;
        };
        const unsigned lead = at(i);
        const std::size_t more = lead < 0x80 ? 0 : lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
        if ((lead & 0xC0U) == 0x80 || lead > 0xF7)
            return false;
        unsigned character = more == 0 ? lead : lead & (0x3FU >> more);
        for (std::size_t j = 1; j <= more; ++j) {
            if ((at(i + j) & 0xC0U) != 0x80)
                return false;
            character = character << 6U | (at(i + j) & 0x3FU);
        }
        constexpr unsigned least[] = {0, 0x80, 0x800, 0x10000};
        if (character < least[more] || character > 0x10FFFF ||
            (character >= 0xD800 && character <= 0xDFFF))
            return false;
        i += 1 + more;
    }
    return true;
}

void check_utf8(std::string_view bytes) {
    const bool valid = is_utf8(bytes);
    require(valid == is_plain_utf8(bytes), "UTF-8 is what its definition says");
    for (std::size_t end = 0; valid && end < bytes.size(); ++end) {
        const auto whole = utf8_prefix(bytes.substr(0, end));
        require(whole && *whole <= end && end - *whole < 4, "UTF-8 may be cut anywhere");
        require(is_utf8(bytes.substr(0, *whole)), "what was before the cut is whole");
    }
}

std::vector<std::string_view> levels_of(std::string_view text) {
    std::vector<std::string_view> out;
    for (std::size_t begin = 0;;) {
        const std::size_t end = text.find('/', begin);
        out.push_back(text.substr(begin, end - begin));
        if (end == std::string_view::npos)
            return out;
        begin = end + 1;
    }
}

bool has_wildcard(std::string_view text) {
    return text.find_first_of("+#") != std::string_view::npos;
}

bool is_text(std::string_view text) {
    return !text.empty() && text.size() <= topic_bytes_max && is_plain_utf8(text) &&
           text.find('\0') == std::string_view::npos;
}

bool is_filter(std::string_view text) {
    const auto levels = levels_of(text);
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (has_wildcard(levels[i]) &&
            !(levels[i] == "+" || (levels[i] == "#" && i + 1 == levels.size())))
            return false;
    }
    return is_text(text);
}

bool plainly_matches(std::string_view filter, std::string_view topic) {
    const auto wanted = levels_of(filter);
    const auto found = levels_of(topic);
    if (topic[0] == '$' && has_wildcard(wanted[0]))
        return false;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i] == "#")
            return true;
        if (i >= found.size() || (wanted[i] != "+" && wanted[i] != found[i]))
            return false;
    }
    return wanted.size() == found.size();
}

/// Adds and removes filters, each for a subscriber of its own, and asks who would get the topic.
void check_tree(const std::vector<std::string_view>& filters, std::string_view topic) {
    std::array<char, filters_max> places{};
    // A tree never looks into a subscriber: an address will do.
    const auto subscriber = [&](std::size_t i) -> outbox& {
        return reinterpret_cast<outbox&>(places[i]);
    };
    topic_tree tree;
    for (std::size_t i = 0; i < filters.size(); ++i)
        tree.add(filters[i], subscriber(i));
    for (std::size_t removed = 0; removed <= filters.size(); ++removed) {
        std::vector<outbox*> found;
        tree.match(topic, found);
        for (std::size_t i = 0; i < filters.size(); ++i) {
            const bool expected = i >= removed && plainly_matches(filters[i], topic);
            require(expected == (std::ranges::count(found, &subscriber(i)) == 1),
                    "the tree finds whose filter matches, each once");
        }
        if (removed < filters.size())
            tree.remove(filters[removed], subscriber(removed));
    }
    require(tree.empty(), "nothing is left where every filter was removed");
}

} // namespace

void check_topics(std::string_view input) {
    const std::string_view topic = take_until(input, '\n');
    check_utf8(topic);
    const auto wrong = check_topic(topic);
    require(!wrong == (is_text(topic) && !has_wildcard(topic)), "a topic is what MQTT says");
    require(!wrong || is_json(error_event(*wrong, {})), "a refusal can be told");
    std::vector<std::string_view> filters;
    while (!input.empty() && filters.size() < filters_max) {
        const std::string_view filter = take_until(input, '\n');
        const auto refused = check_filter(filter);
        require(!refused == is_filter(filter), "a filter is what MQTT says");
        require(!refused || is_json(error_event(*refused, {})), "a refusal can be told");
        if (refused || wrong)
            continue;
        require(matches(filter, topic) == plainly_matches(filter, topic), "matching is MQTT's");
        filters.push_back(filter);
    }
    if (!wrong) {
        require(!check_filter(topic) && matches(topic, topic), "a topic is a filter for itself");
        check_tree(filters, topic);
    }
}

} // namespace crier::fuzz
