#pragma once

// Compression of a message, once for all who get it (RFC 7692).

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// Compresses messages each by itself, as "server_no_context_takeover" promises: so the result is
/// the same for every subscriber. Its memory, some 200 KB, is there once it is used.
class deflater {
public:
    deflater();
    ~deflater();
    deflater(deflater&& other) noexcept;
    deflater& operator=(deflater&& other) noexcept;

    /// The payload of a compressed message; nothing where that would hardly be shorter. The view
    /// lasts until the next call.
    [[nodiscard]] std::optional<std::string_view> deflate(std::string_view text);

private:
    struct state;
    std::unique_ptr<state> state_;
    std::string out_;
};

} // namespace crier
