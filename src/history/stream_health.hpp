#pragma once

// Whether what is published can be stored, as far as a hub can know.

#include <chrono>
#include <optional>
#include <string>

namespace crier {

/// What a stream says about itself when it is asked.
enum class stream_answer {
    none,  ///< nothing: no server leads it, or none can be reached
    alone, ///< the one that leads it doesn't hear from most of the others, so it stores nothing
    well,
};

/// A hub that nobody publishes to finds out all the same, in both directions: it asks whenever its
/// own entries don't tell. It knows no clock, and nothing of NATS.
class stream_health {
public:
    using clock = std::chrono::steady_clock;

    /// Why nothing can be stored; nothing when all is well.
    [[nodiscard]] const std::optional<std::string>& trouble() const noexcept { return trouble_; }

    /// No server can be reached.
    void note_lost(const std::string& why);
    /// One can again: the stream is asked before anything is believed.
    void note_found() noexcept;
    /// An entry of this hub's came back.
    void note_stored(clock::time_point now);
    /// One didn't, for too long.
    void note_late();

    // `overdue`: entries have been waiting for longer than it takes where all is well.

    /// Whether the stream is to be asked now; then note_answer() is awaited.
    [[nodiscard]] bool begin_asking(clock::time_point now, bool overdue);
    void note_answer(stream_answer said, bool overdue);

private:
    std::optional<std::string> trouble_;
    std::optional<clock::time_point> asked_at_;
    clock::time_point stored_at_;
    bool reached_ = true; ///< some server, as the library has told
    bool asking_ = false;
};

} // namespace crier
