#pragma once

// Durations, sizes and addresses as people write them on a command line.

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// "250ms", "1.5s", "10m", "24h", "7d"; the unit is required. Nothing for anything else, and for
/// what is negative or over a hundred years.
[[nodiscard]] std::optional<std::chrono::microseconds> parse_duration(std::string_view text);

/// "4096", "64KiB", "1.5MiB", "1GiB", "1MB"; without a unit, bytes. Nothing for anything else.
[[nodiscard]] std::optional<std::uint64_t> parse_bytes(std::string_view text);

/// HOST:PORT; an IPv6 address stands in brackets: [::1]:7000.
struct host_port {
    std::string host;
    std::uint16_t port = 0;

    [[nodiscard]] std::string text() const;
    friend bool operator==(const host_port&, const host_port&) = default;
};

[[nodiscard]] std::optional<host_port> parse_host_port(std::string_view text);

/// The shortest text that parse_duration() reads as this duration.
[[nodiscard]] std::string duration_text(std::chrono::microseconds duration);
[[nodiscard]] std::string bytes_text(std::uint64_t bytes);

} // namespace crier
