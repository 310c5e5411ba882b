#include "options/units.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <span>

namespace crier {
namespace {

struct unit {
    std::string_view name;
    std::uint64_t size;
};

// Microseconds, largest first, so that duration_text() finds the shortest text.
constexpr std::array<unit, 6> duration_units{{{"d", 86'400'000'000},
                                              {"h", 3'600'000'000},
                                              {"m", 60'000'000},
                                              {"s", 1'000'000},
                                              {"ms", 1'000},
                                              {"us", 1}}};
constexpr double microseconds_max = 100.0 * 366 * 86'400'000'000;

constexpr std::array<unit, 8> byte_units{{{"GiB", 1U << 30U},
                                          {"MiB", 1U << 20U},
                                          {"KiB", 1U << 10U},
                                          {"GB", 1'000'000'000},
                                          {"MB", 1'000'000},
                                          {"kB", 1'000},
                                          {"B", 1},
                                          {"", 1}}};
constexpr double bytes_max = 9.0e18;

/// A non-negative decimal number and one of these units, multiplied; nothing where it isn't that
/// or is over `limit`.
std::optional<std::uint64_t> parse_quantity(std::string_view text, std::span<const unit> units,
                                            double limit) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, number, std::chars_format::fixed);
    if (parsed.ec != std::errc{} || !(number >= 0) || std::signbit(number))
        return std::nullopt;
    const std::string_view name{parsed.ptr, static_cast<std::size_t>(end - parsed.ptr)};
    for (const unit& candidate : units) {
        if (candidate.name != name)
            continue;
        const double value = std::round(number * static_cast<double>(candidate.size));
        if (value > limit)
            return std::nullopt;
        return static_cast<std::uint64_t>(value);
    }
    return std::nullopt;
}

std::string quantity_text(std::uint64_t value, std::span<const unit> units) {
    for (const unit& candidate : units) {
        if (value >= candidate.size && value % candidate.size == 0)
            return std::to_string(value / candidate.size).append(candidate.name);
    }
    return "0";
}

} // namespace

std::optional<std::chrono::microseconds> parse_duration(std::string_view text) {
    const auto value = parse_quantity(text, duration_units, microseconds_max);
    if (!value)
        return std::nullopt;
    return std::chrono::microseconds{static_cast<std::int64_t>(*value)};
}

std::optional<std::uint64_t> parse_bytes(std::string_view text) {
    return parse_quantity(text, byte_units, bytes_max);
}

std::string duration_text(std::chrono::microseconds duration) {
    if (duration.count() == 0)
        return "0s";
    return quantity_text(static_cast<std::uint64_t>(duration.count()), duration_units);
}

std::string bytes_text(std::uint64_t bytes) {
    constexpr std::array<unit, 4> binary{byte_units[0], byte_units[1], byte_units[2],
                                         byte_units[7]};
    return quantity_text(bytes, binary);
}

std::string host_port::text() const {
    const bool bracketed = host.find(':') != std::string::npos;
    return (bracketed ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

std::optional<host_port> parse_host_port(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0)
        return std::nullopt;
    std::string_view host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']') && host.size() > 2)
        host = host.substr(1, host.size() - 2);
    else if (host.find_first_of(":[]") != std::string_view::npos)
        return std::nullopt;
    const std::string_view digits = text.substr(colon + 1);
    host_port out{std::string{host}, 0};
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    if (digits.empty() || parsed.ec != std::errc{} || parsed.ptr != digits.data() + digits.size())
        return std::nullopt;
    return out;
}

} // namespace crier
