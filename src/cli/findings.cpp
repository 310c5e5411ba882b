#include "cli/findings.hpp"

#include "cli/command.hpp"
#include "cli/plain_text.hpp"
#include "protocol/json_members.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace crier {
namespace {

namespace json = boost::json;

const json::object* object_in(const json::object& outer, std::string_view member) {
    const json::value* value = outer.if_contains({member.data(), member.size()});
    return value == nullptr ? nullptr : value->if_object();
}

std::uint64_t count_in(const json::object& object, std::string_view member) {
    const auto number = optional_unsigned(object, member);
    return number && *number ? **number : 0;
}

/// "3 forbidden, 1 bad_topic", and how many in all.
struct counted_names {
    std::uint64_t total = 0;
    std::string words;
};

counted_names counts_of(const json::object* counts) {
    counted_names out;
    if (counts == nullptr)
        return out;
    for (const auto& entry : *counts) {
        const std::string name{entry.key().data(), entry.key().size()};
        const std::uint64_t count = count_in(*counts, name);
        out.total += count;
        if (count > 0)
            out.words += fmt::format("{}{} {}", out.words.empty() ? "" : ", ", count, name);
    }
    return out;
}

finding storing(const json::object& ledger, std::uint64_t refused) {
    const std::uint64_t accepted = count_in(ledger, "accepted");
    const std::uint64_t stored = count_in(ledger, "stored");
    if (accepted < stored + refused) {
        return {finding_level::ill, "stored",
                fmt::format("the ledger doesn't balance: {} accepted, but {} stored and {} refused",
                            accepted, stored, refused)};
    }
    const std::uint64_t underway = accepted - stored - refused;
    return {finding_level::good, "stored",
            fmt::format("{} accepted, {} stored{}", accepted, stored,
                        underway > 0 ? fmt::format(", {} on their way", underway) : "")};
}

finding delivering(const json::object& ledger) {
    const std::uint64_t matched = count_in(ledger, "matched");
    const std::uint64_t delivered = count_in(ledger, "delivered");
    const std::uint64_t underway = count_in(ledger, "queued") + count_in(ledger, "waiting");
    const std::uint64_t skipped = count_in(ledger, "skipped");
    const std::uint64_t abandoned = count_in(ledger, "abandoned");
    if (matched != delivered + underway + skipped + abandoned) {
        return {finding_level::ill, "delivered",
                fmt::format("the ledger doesn't balance: {} were due, and {} are accounted for",
                            matched, delivered + underway + skipped + abandoned)};
    }
    if (skipped > 0) {
        return {finding_level::lost, "delivered",
                fmt::format("{} expired before slow subscribers had them, who were told", skipped)};
    }
    return {finding_level::good, "delivered",
            fmt::format("{} due, {} delivered, {} on their way, {} left to subscribers who went",
                        matched, delivered, underway, abandoned)};
}

const char* word_of(finding_level level) {
    switch (level) {
    case finding_level::good:
        return "good";
    case finding_level::note:
        return "note";
    case finding_level::lost:
        return "lost";
    case finding_level::ill:
        break;
    }
    return "ill";
}

tint tint_of(finding_level level) {
    switch (level) {
    case finding_level::good:
        return tint::green;
    case finding_level::note:
        return tint::cyan;
    case finding_level::lost:
        return tint::yellow;
    case finding_level::ill:
        break;
    }
    return tint::red;
}

} // namespace

std::vector<finding> findings_in(const json::object& info) {
    const json::object* ledger = object_in(info, "ledger");
    if (ledger == nullptr)
        return {{finding_level::ill, "ledger", "it tells of none: is this the address of a hub?"}};
    const counted_names refused = counts_of(object_in(*ledger, "refused"));
    std::vector<finding> out{storing(*ledger, refused.total), delivering(*ledger)};
    if (refused.total > 0)
        out.push_back({finding_level::note, "refused",
                       refused.words + " since the start: their publishers were told"});
    const counted_names away = counts_of(object_in(info, "turned_away"));
    if (away.total > 0)
        out.push_back({finding_level::note, "turned away", away.words + " since the start"});
    const counted_names limits = counts_of(object_in(info, "limits_reached"));
    if (limits.total > 0)
        out.push_back({finding_level::note, "limits", limits.words + " reached since the start"});
    return out;
}

int status_of(const std::vector<finding>& found) {
    const auto has = [&found](finding_level level) {
        return std::ranges::any_of(found,
                                   [level](const finding& one) { return one.level == level; });
    };
    if (has(finding_level::ill))
        return status_bad_option;
    return has(finding_level::lost) ? status_failed : status_ok;
}

std::string findings_words(const std::vector<finding>& found, const style& with) {
    std::string out;
    for (const finding& one : found) {
        out += with.paint(tint_of(one.level), word_of(one.level));
        out += fmt::format("  {:<12}{}\n", one.what, plain_text(one.words));
    }
    return out;
}

std::string findings_json(const std::vector<finding>& found) {
    json::array all;
    for (const finding& one : found) {
        all.push_back(json::object{
            {"level", word_of(one.level)}, {"what", one.what}, {"message", one.words}});
    }
    const json::object out{{"status", status_of(found)}, {"findings", std::move(all)}};
    return json::serialize(out) + "\n";
}

} // namespace crier
