#include "faults/fault.hpp"

#include "protocol/json_members.hpp"
#include "protocol/name.hpp"

#include <crier/topic.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <utility>

namespace crier {
namespace {

namespace json = boost::json;
using namespace std::chrono_literals;

constexpr std::array<std::pair<std::string_view, fault_kind>, 5> kinds{{
    {"drop", fault_kind::drop},
    {"duplicate", fault_kind::duplicate},
    {"delay", fault_kind::delay},
    {"freeze", fault_kind::freeze},
    {"cut", fault_kind::cut},
}};

constexpr std::array<std::string_view, 7> members{"fault",   "topics",   "connection", "source",
                                                  "percent", "delay_ms", "duration_s"};

constexpr std::uint64_t delay_ms_max = 60'000;
constexpr std::uint64_t duration_s_max = 3600;

refusal bad(std::string message) {
    return {errc::bad_request, std::move(message)};
}

std::optional<refusal> check_members(const json::object& told) {
    for (const auto& member : told) {
        const std::string_view name{member.key().data(), member.key().size()};
        if (std::ranges::find(members, name) == members.end()) {
            return bad("a fault has no \"" + std::string{name} +
                       "\"; there are fault, topics, connection, source, percent, delay_ms and "
                       "duration_s");
        }
    }
    return std::nullopt;
}

/// A number that only some faults have, or the default.
result<std::uint64_t> take_number(const json::object& told, std::string_view member, bool has_it,
                                  std::uint64_t least, std::uint64_t most, std::uint64_t usual) {
    const auto value = optional_unsigned(told, member);
    if (!value)
        return value.error();
    if (!*value)
        return usual;
    const std::string quoted = '"' + std::string{member} + '"';
    if (!has_it)
        return bad("this fault has no " + quoted + "; leave it out");
    if (**value < least || **value > most) {
        return bad(quoted + " must be from " + std::to_string(least) + " to " +
                   std::to_string(most));
    }
    return **value;
}

std::optional<refusal> take_target(const json::object& told, fault& out) {
    const auto connection = optional_unsigned(told, "connection");
    if (!connection)
        return connection.error();
    const auto source = optional_string(told, "source");
    if (!source)
        return source.error();
    const auto topics = optional_string(told, "topics");
    if (!topics)
        return topics.error();
    if (*source && (*connection || *topics))
        return bad("\"source\" names publishers, so it goes without \"topics\" and \"connection\"");
    if (*source && !is_name(**source))
        return bad("\"source\" must be 1 to 128 bytes of A-Za-z0-9._:-");
    if (*source && (out.kind == fault_kind::drop || out.kind == fault_kind::duplicate)) {
        return bad("what a publisher sends can't be dropped or doubled, only what subscribers are "
                   "sent; give \"topics\", or freeze or cut the source");
    }
    if (*topics) {
        if (auto wrong = check_filter(**topics))
            return wrong;
    }
    out.connection = *connection;
    out.source = source->value_or("");
    out.topics = topics->value_or(out.connection || *source ? "" : "#");
    return std::nullopt;
}

} // namespace

std::string_view name_of(fault_kind kind) noexcept {
    return std::ranges::find(kinds, kind, &std::pair<std::string_view, fault_kind>::second)->first;
}

result<fault> parse_fault(std::string_view text) {
    const auto told = parse_object(text, "a fault");
    if (!told)
        return told.error();
    if (auto wrong = check_members(*told))
        return *wrong;
    const auto name = optional_string(*told, "fault");
    if (!name)
        return name.error();
    const auto* kind = std::ranges::find(kinds, name->value_or(""),
                                         &std::pair<std::string_view, fault_kind>::first);
    if (kind == kinds.end())
        return bad("\"fault\" must be drop, duplicate, delay, freeze or cut");
    fault out;
    out.kind = kind->second;
    if (auto wrong = take_target(*told, out))
        return *wrong;
    const auto percent =
        take_number(*told, "percent", strikes_messages(out.kind), 1, 100, out.percent);
    if (!percent)
        return percent.error();
    out.percent = *percent;
    const bool delays = out.kind == fault_kind::delay;
    const auto delay = take_number(*told, "delay_ms", delays, 1, delay_ms_max, delays ? 1000 : 0);
    if (!delay)
        return delay.error();
    out.delay = std::chrono::milliseconds{*delay};
    const bool cuts = out.kind == fault_kind::cut;
    const auto duration =
        take_number(*told, "duration_s", true, cuts ? 0 : 1, duration_s_max, cuts ? 0 : 10);
    if (!duration)
        return duration.error();
    out.duration = std::chrono::seconds{*duration};
    return out;
}

std::string fault_json(const fault_report& told) {
    const fault& what = told.what;
    const std::string_view name = name_of(what.kind);
    json::object out{{"id", told.id}, {"fault", json::string_view{name.data(), name.size()}}};
    if (what.connection)
        out["connection"] = *what.connection;
    if (!what.source.empty())
        out["source"] = what.source;
    if (!what.topics.empty())
        out["topics"] = what.topics;
    if (strikes_messages(what.kind))
        out["percent"] = what.percent;
    if (what.kind == fault_kind::delay)
        out["delay_ms"] = what.delay.count();
    out["left_ms"] = told.left.count();
    out["struck"] = told.struck;
    return json::serialize(out);
}

} // namespace crier
