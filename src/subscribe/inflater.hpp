#pragma once

// Compressed messages of clients (RFC 7692).

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// Inflates messages each by itself, as a client keeps to that was told
/// "client_no_context_takeover". Its memory, some 50 KB, is there once it is used.
class inflater {
public:
    inflater();
    ~inflater();
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;

    enum class fault {
        none,
        too_big, ///< the text would be longer than this
        broken,  ///< not what a deflater makes
    };

    /// Appends the text of a compressed message's payload to `out`, at most so many bytes.
    [[nodiscard]] fault inflate(std::string_view payload, std::size_t bytes_max, std::string& out);

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace crier
