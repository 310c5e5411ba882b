#include "cli/replay_state.hpp"

#include "protocol/json_members.hpp"
#include "protocol/name.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>
#include <utility>

namespace crier {
namespace {

refusal not_ours() {
    return {errc::bad_json, "it is not what a replay has left"};
}

result<replay_track> read_track(const boost::json::value& value) {
    if (!value.is_object())
        return not_ours();
    const auto& object = value.get_object();
    const auto session = optional_string(object, "session");
    const auto before = optional_unsigned(object, "before");
    const auto acknowledged = optional_unsigned(object, "acknowledged");
    if (!session || !*session || !before || !*before || !acknowledged || !*acknowledged)
        return not_ours();
    return replay_track{**session, **before, **acknowledged};
}

} // namespace

result<std::optional<replay_state>> load_state(const std::string& file) {
    std::ifstream from{file};
    if (!from)
        return std::optional<replay_state>{};
    std::ostringstream text;
    text << from.rdbuf();
    const auto object = parse_object(text.str(), "it");
    if (!object)
        return object.error();
    const auto recording = optional_string(*object, "recording");
    const auto source = optional_string(*object, "source");
    const auto epoch = optional_string(*object, "epoch");
    const auto max_payload = optional_unsigned(*object, "max_payload");
    const auto* keeps_sources = object->if_contains("keeps_sources");
    const auto* tracks = object->if_contains("sources");
    const bool is_whole = recording && *recording && source && *source && epoch && max_payload &&
                          *max_payload && keeps_sources != nullptr && keeps_sources->is_bool() &&
                          tracks != nullptr && tracks->is_object();
    if (!is_whole)
        return not_ours();
    replay_state out;
    out.recording = **recording;
    out.source = **source;
    out.keeps_sources = keeps_sources->get_bool();
    out.max_payload = **max_payload;
    for (const auto& [name, value] : tracks->get_object()) {
        const auto track = read_track(value);
        if (!track)
            return track.error();
        out.tracks.emplace(name, *track);
    }
    if (*epoch) {
        const auto at = parse_position(**epoch + ":0");
        if (!at)
            return at.error();
        out.epoch = at->epoch;
    }
    return std::optional{std::move(out)};
}

std::optional<std::string> save_state(const std::string& file, const replay_state& state) {
    boost::json::object tracks;
    for (const auto& [source, track] : state.tracks) {
        tracks[source] = {{"session", track.session},
                          {"before", track.before},
                          {"acknowledged", track.acknowledged}};
    }
    boost::json::object object{{"recording", state.recording},
                               {"source", state.source},
                               {"keeps_sources", state.keeps_sources},
                               {"max_payload", state.max_payload},
                               {"sources", std::move(tracks)}};
    if (state.epoch)
        object["epoch"] = state.epoch->text();
    const std::string beside = file + ".new";
    std::ofstream to{beside, std::ios::trunc};
    to << boost::json::serialize(object) << '\n';
    to.close();
    if (!to || std::rename(beside.c_str(), file.c_str()) != 0)
        return std::string{std::strerror(errno)};
    return std::nullopt;
}

const std::string& replay_state::track_of(const std::string& recorded) const noexcept {
    return keeps_sources && is_name(recorded) ? recorded : source;
}

std::uint64_t resume_after(replay_track& track, std::uint64_t last_seq) noexcept {
    // A hub that knows less than it once acknowledged has forgotten the session: its history
    // still has the messages, and the session begins behind them.
    if (track.before + last_seq < track.acknowledged)
        track.before = track.acknowledged - last_seq;
    track.acknowledged = track.before + last_seq;
    return track.acknowledged;
}

std::optional<std::string> fingerprint_of(const std::string& recording) {
    std::ifstream from{recording, std::ios::binary};
    std::string line;
    if (!std::getline(from, line) || from.eof())
        return std::nullopt;
    std::uint64_t hash = 14'695'981'039'346'656'037U; // FNV-1a
    for (const char c : line)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    return fmt::format("{:016x}", hash);
}

} // namespace crier
