#pragma once

// How far a replay got, in a file beside the recording: with it, one that was cut goes on, and
// nothing is doubled.

#include <crier/error.hpp>
#include <crier/position.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace crier {

/// How far one source is.
struct replay_track {
    std::string session;
    std::uint64_t before = 0;       ///< how many messages came before the session's first
    std::uint64_t acknowledged = 0; ///< how many of all are stored, or were refused
};

/// The hub knows better, as long as it knows the session: `last_seq` of its WELCOME. What stands
/// here counts once it has forgotten, and tells which history it was.
struct replay_state {
    std::string recording;             ///< a mark of what is replayed, from fingerprint_of()
    std::string source;                ///< the replay's own
    bool keeps_sources = false;        ///< who has a name speaks under it, and not under the own
    std::optional<crier::epoch> epoch; ///< of the history that it goes to, once known
    std::size_t max_payload = 0;       ///< of that hub: larger messages are left out
    std::map<std::string, replay_track> tracks; ///< by the source that publishes

    /// As whom a message of this source is published.
    [[nodiscard]] const std::string& track_of(const std::string& recorded) const noexcept;
};

/// Nothing where there is no such file; errc::bad_json where it is none of ours.
[[nodiscard]] result<std::optional<replay_state>> load_state(const std::string& file);

/// Writes it whole or not at all. Why not, if not.
[[nodiscard]] std::optional<std::string> save_state(const std::string& file,
                                                    const replay_state& state);

/// After which of all its messages a source goes on, when a hub welcomes it so. It notes in `track`
/// where the session begins, in case that the hub has forgotten it.
[[nodiscard]] std::uint64_t resume_after(replay_track& track, std::uint64_t last_seq) noexcept;

/// Tells recordings apart by their first line, so that one may grow; nothing where it has none.
[[nodiscard]] std::optional<std::string> fingerprint_of(const std::string& recording);

} // namespace crier
