#pragma once

// What a bridge knows that its next run has to know, on disk. Which messages it has handed to the
// hub: the broker delivers again what wasn't acknowledged, and the hub knows how far it has stored
// the session. And up to where in the hub it has sent messages back.

#include <crier/error.hpp>
#include <crier/position.hpp>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace crier {

/// A message of QoS 1 that got this seq in the publisher's session.
struct handed_over {
    std::uint16_t id = 0; ///< the broker's
    std::uint64_t fingerprint = 0;
    std::uint64_t seq = 0;

    friend bool operator==(const handed_over&, const handed_over&) = default;
};

struct bridge_state {
    std::string session;              ///< that the seqs are of; empty: none yet
    std::deque<handed_over> messages; ///< oldest first
    std::optional<position> returned; ///< the broker has everything up to it; nothing: not known
};

/// The content of a file, and what it is read as; errc::bad_json for a text that is none.
[[nodiscard]] std::string text_of(const bridge_state& list);
[[nodiscard]] result<bridge_state> parse_state(std::string_view text);

/// The file. It is replaced as a whole, so that a process that is killed leaves the old one or the
/// new one; a power cut may leave neither.
class state_file {
public:
    /// `messages_max`: the last so many are kept. An empty path: nothing is read or written.
    state_file(std::string path, std::size_t messages_max)
        : path_{std::move(path)}, messages_max_{messages_max} {}

    /// Reads what an earlier run has left; there may be no file yet. Why that can't be, where there
    /// is one that isn't ours, or that can't be read.
    [[nodiscard]] std::optional<refusal> read();
    /// What it was read as, and what has been added since.
    [[nodiscard]] const bridge_state& state() const noexcept { return state_; }

    /// Notes a message, for write().
    void add(const std::string& session, const handed_over& message);
    /// Notes that the broker has what was to be sent back, up to here.
    void note_returned(const std::optional<position>& reached);

    /// Before any message that was added is sent. Why it can't be written, if it can't.
    [[nodiscard]] std::string write();

private:
    std::string path_;
    std::size_t messages_max_;
    bridge_state state_;
    bool changed_ = false;
};

} // namespace crier
