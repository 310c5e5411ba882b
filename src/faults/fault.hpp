#pragma once

// A fault that somebody asks for, so as to see what it does: what is to go wrong, for whom, for how
// long (docs/faults.md).

#include <crier/error.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

enum class fault_kind {
    drop,      ///< messages are not sent, and the stream goes on
    duplicate, ///< messages are sent twice
    delay,     ///< messages, and what is behind them, are sent late
    freeze,    ///< nothing is sent, and nothing of a publisher is read; nobody is told
    cut,       ///< connections end without a word, as often as they come back
};

/// It strikes all that its members name at once: a connection, the publishers of a source, or what
/// is sent to those who follow a topic. At least one of the three is named.
struct fault {
    fault_kind kind = fault_kind::drop;
    std::optional<std::uint64_t> connection; ///< as /api/v1/subscribers and the log call it
    std::string source;                      ///< of publishers; empty: not told
    std::string topics;                      ///< a filter; empty: not told
    std::uint64_t percent = 100;             ///< of the messages: drop, duplicate, delay
    std::chrono::milliseconds delay{};
    std::chrono::seconds duration{}; ///< 0, for cut: once
};

/// Reads what /api/v1/faults is posted; errc::bad_json and errc::bad_request say what is wrong.
///   {"fault":"drop","topics":"hello/#","percent":20,"duration_s":10}
///   {"fault":"cut","connection":17}
[[nodiscard]] result<fault> parse_fault(std::string_view json);

/// A fault that is on.
struct fault_report {
    std::uint64_t id = 0;
    fault what;
    std::chrono::milliseconds left{}; ///< until it ends
    std::uint64_t struck = 0;         ///< messages, or for freeze and cut connections
};

/// {"id":1,"fault":"drop","topics":"hello/#","percent":20,"left_ms":9500,"struck":12}
[[nodiscard]] std::string fault_json(const fault_report& told);

[[nodiscard]] std::string_view name_of(fault_kind kind) noexcept;

/// Whether it strikes messages one by one, and not whole connections.
[[nodiscard]] constexpr bool strikes_messages(fault_kind kind) noexcept {
    return kind == fault_kind::drop || kind == fault_kind::duplicate || kind == fault_kind::delay;
}

} // namespace crier
