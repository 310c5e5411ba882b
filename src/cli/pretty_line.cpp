#include "cli/pretty_line.hpp"

#include "cli/plain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <iterator>
#include <utility>

namespace crier {
namespace {

constexpr std::size_t column_max = 40; ///< what is longer pushes its own line alone
constexpr std::size_t shown_bytes = 16;

struct local_time {
    std::string date; ///< 2026-11-22
    std::string time; ///< 20:11:00.123
};

local_time local(timestamp at) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(at);
    const std::time_t since_epoch = seconds.time_since_epoch().count();
    std::tm parts{};
    ::localtime_r(&since_epoch, &parts);
    const auto millis = std::chrono::duration_cast<std::chrono::milliseconds>(at - seconds);
    return {fmt::format("{:04}-{:02}-{:02}", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
            fmt::format("{:02}:{:02}:{:02}.{:03}", parts.tm_hour, parts.tm_min, parts.tm_sec,
                        millis.count())};
}

/// The text with blanks up to the column's width, which grows with it.
std::string padded(const std::string& text, std::size_t& columns) {
    const std::size_t own = columns_of(text);
    columns = std::max(columns, std::min(own, column_max));
    return own < columns ? text + std::string(columns - own, ' ') : text;
}

} // namespace

std::string delta_words(std::optional<std::chrono::microseconds> delta) {
    if (!delta)
        return "first";
    const double seconds = static_cast<double>(delta->count()) / 1e6;
    if (seconds < 1)
        return fmt::format("+{:.1f} ms", seconds * 1000);
    if (seconds < 1000)
        return fmt::format("+{:.3f} s", seconds);
    if (seconds < 86'400)
        return fmt::format("+{:.1f} min", seconds / 60);
    return fmt::format("+{:.1f} d", seconds / 86'400);
}

std::string payload_words(payload_format format, std::string_view payload) {
    if (format != payload_format::binary)
        return plain_text(payload);
    std::string out = count_words(payload.size(), "byte");
    out += payload.empty() ? "" : ":";
    for (const char c : payload.substr(0, shown_bytes))
        fmt::format_to(std::back_inserter(out), " {:02x}", static_cast<unsigned char>(c));
    return payload.size() > shown_bytes ? out + " …" : out;
}

std::string gap_words(const told_gap& gap) {
    if (gap.reason == "epoch_changed" && gap.after > offset{})
        return fmt::format("the hub has lost the end of its history (epoch_changed): what came "
                           "after offset {} is gone, and other messages have those offsets",
                           gap.after.value);
    if (gap.reason == "epoch_changed")
        return "the hub's history is another one (epoch_changed): what was in the one before can't "
               "be had";
    return fmt::format("offsets {} to {} are no longer kept ({})", gap.after.value + 1,
                       gap.before.previous().value, plain_text(gap.reason));
}

std::string pretty_lines::message(const told_message& message) {
    const local_time at = local(message.time);
    std::string out;
    if (at.date != last_date_)
        out = style_.paint(tint::dim, "── " + at.date + " ──") + "\n";
    last_date_ = at.date;
    out += style_.paint(tint::dim, at.time);
    out += style_.paint(tint::yellow, fmt::format(" {:>10}  ", delta_words(message.delta)));
    out += style_.paint(tint::cyan, padded(plain_text(message.topic), topic_columns_)) + "  ";
    out += style_.paint(tint::green, padded(plain_text(message.source), source_columns_)) + "  ";
    return out + payload_words(message.format, message.payload);
}

std::string pretty_lines::gap(const told_gap& gap) const {
    return style_.paint(tint::red, "── gap: " + gap_words(gap) + " ──");
}

std::string pretty_lines::missing(const told_message& message, offset known) const {
    return style_.paint(tint::red,
                        fmt::format("── missing on {}: something after offset {} and up to {} ──",
                                    plain_text(message.topic), known.value, message.prev.value));
}

} // namespace crier
