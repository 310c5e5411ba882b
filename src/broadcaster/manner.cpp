#include "broadcaster/manner.hpp"

#include "options/units.hpp"
#include "protocol/json_members.hpp"

#include <crier/frame.hpp>

#include <optional>

namespace crier {
namespace {

namespace json = boost::json;

refusal wrong(std::string what) {
    return {errc::bad_json, std::move(what)};
}

/// A duration as on the command line; `out` stays where the member was left out.
std::optional<refusal> take_interval(const json::object& command, std::string_view member,
                                     std::chrono::microseconds& out) {
    const auto text = optional_string(command, member);
    if (!text)
        return text.error();
    if (!*text)
        return std::nullopt;
    const auto interval = parse_duration(**text);
    if (!interval) {
        return wrong("\"" + std::string{member} + "\" is \"" + **text +
                     "\"; it must be a duration such as 250ms, 1.5s or 10m");
    }
    out = *interval;
    return std::nullopt;
}

std::optional<refusal> take_paused(const json::object& command, bool& out) {
    const json::value* paused = command.if_contains("paused");
    if (paused == nullptr)
        return std::nullopt;
    if (!paused->is_bool())
        return wrong("\"paused\" must be true or false");
    out = paused->get_bool();
    return std::nullopt;
}

std::optional<refusal> take_text(const json::object& command, std::string& out) {
    const auto text = optional_string(command, "text");
    if (!text)
        return text.error();
    if (*text && (*text)->size() > payload_bytes_default)
        return wrong("\"text\" is longer than " + std::to_string(payload_bytes_default) + " bytes");
    out = text->value_or(out);
    return std::nullopt;
}

/// A misspelt member is told rather than ignored.
std::optional<refusal> check_names(const json::object& command) {
    for (const auto& member : command) {
        const std::string name{member.key().data(), member.key().size()};
        if (name != "text" && name != "min_interval" && name != "max_interval" &&
            name != "paused") {
            return wrong("\"" + name +
                         "\" is not a member; there are text, min_interval, max_interval and "
                         "paused");
        }
    }
    return std::nullopt;
}

} // namespace

result<manner> obey_command(const manner& now, std::string_view command) {
    const auto parsed = parse_object(command, "the command");
    if (!parsed)
        return parsed.error();
    manner out = now;
    if (auto refused = check_names(*parsed))
        return *refused;
    if (auto refused = take_text(*parsed, out.text))
        return *refused;
    if (auto refused = take_interval(*parsed, "min_interval", out.min_interval))
        return *refused;
    if (auto refused = take_interval(*parsed, "max_interval", out.max_interval))
        return *refused;
    if (auto refused = take_paused(*parsed, out.paused))
        return *refused;
    if (out.min_interval > out.max_interval) {
        return wrong("\"min_interval\" " + duration_text(out.min_interval) +
                     " would be longer than \"max_interval\" " + duration_text(out.max_interval));
    }
    return out;
}

} // namespace crier
