#pragma once

// How a server that stores messages and acknowledges them is spoken to, over TCP.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier::bench {

struct acknowledgement {
    std::uint64_t seq = 0;    ///< the publisher's messages up to it are stored; 0: it may begin
    std::uint64_t offset = 0; ///< the store's own number of that message, or of its last so far
};

/// One publisher's side of it: like a peer it knows bytes and no socket.
class store_session {
public:
    store_session() = default;
    store_session(const store_session&) = delete;
    store_session& operator=(const store_session&) = delete;
    virtual ~store_session() = default;

    /// What it says first; acknowledged as seq 0.
    [[nodiscard]] virtual std::string greeting() const = 0;
    virtual void append_message(std::string& out, std::uint64_t seq,
                                std::string_view payload) const = 0;
    /// Takes the next acknowledgement off `bytes`, and what comes before it; nothing while there is
    /// no whole one. Appends to `answer` what is to be sent back. Throws when the server isn't
    /// content.
    [[nodiscard]] virtual std::optional<acknowledgement> take(std::string_view& bytes,
                                                              std::string& answer) const = 0;
};

} // namespace crier::bench
