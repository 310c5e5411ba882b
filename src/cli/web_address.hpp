#pragma once

// Where a hub's web address is, as people write it.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

struct web_address {
    std::string host;
    std::uint16_t port = 0;
    bool is_secure = false;

    /// https://[::1]:8080
    [[nodiscard]] std::string text() const;
    friend bool operator==(const web_address&, const web_address&) = default;
};

/// Reads http://HOST[:PORT], https://HOST[:PORT] (with the ports 80 and 443 unless given), or
/// HOST[:PORT] (http, and port 8080 unless given). Nothing for anything else: a hub serves at `/`.
[[nodiscard]] std::optional<web_address> parse_web_address(std::string_view text);

} // namespace crier
