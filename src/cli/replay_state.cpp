#include "cli/replay_state.hpp"

#include "protocol/json_members.hpp"

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
    const auto session = optional_string(*object, "session");
    const auto epoch = optional_string(*object, "epoch");
    const auto max_payload = optional_unsigned(*object, "max_payload");
    const auto before = optional_unsigned(*object, "before");
    const auto acknowledged = optional_unsigned(*object, "acknowledged");
    const bool is_whole = recording && *recording && source && *source && session && *session &&
                          epoch && max_payload && *max_payload && before && *before &&
                          acknowledged && *acknowledged;
    if (!is_whole)
        return refusal{errc::bad_json, "it is not what a replay has left"};
    replay_state out{**recording, **source, **session, {}, **max_payload, **before, **acknowledged};
    if (*epoch) {
        const auto at = parse_position(**epoch + ":0");
        if (!at)
            return at.error();
        out.epoch = at->epoch;
    }
    return std::optional{std::move(out)};
}

std::optional<std::string> save_state(const std::string& file, const replay_state& state) {
    boost::json::object object{
        {"recording", state.recording}, {"source", state.source},
        {"session", state.session},     {"max_payload", state.max_payload},
        {"before", state.before},       {"acknowledged", state.acknowledged}};
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

std::uint64_t resume_after(replay_state& state, std::uint64_t last_seq) noexcept {
    // A hub that knows less than it once acknowledged has forgotten the session: its history
    // still has the messages, and the session begins behind them.
    if (state.before + last_seq < state.acknowledged)
        state.before = state.acknowledged - last_seq;
    state.acknowledged = state.before + last_seq;
    return state.acknowledged;
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
