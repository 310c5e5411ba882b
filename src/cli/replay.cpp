#include "cli/replay.hpp"

#include "cli/plain_text.hpp"
#include "cli/publishing_flags.hpp"
#include "cli/recorded_sources.hpp"
#include "cli/replay_pace.hpp"
#include "cli/replay_run.hpp"
#include "cli/replay_state.hpp"
#include "cli/speaking.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/this_coro.hpp>

#include <set>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

constexpr const char* default_source = "replay";
constexpr std::uint64_t most_sources = 10'000;

class replay_command final : public command {
public:
    void declare(command_line& line) override;
    std::optional<std::string> check() override;
    asio::awaitable<int> run() override;

private:
    [[nodiscard]] std::optional<std::string> prepare();
    [[nodiscard]] std::optional<std::string> check_known(const replay_state& known) const;
    [[nodiscard]] std::optional<std::string> find_sources();

    std::optional<std::string> file_;
    std::string speed_text_ = "1";
    replay_speed speed_;
    bool keeps_sources_ = false;
    std::uint64_t sources_max_ = 100;
    std::string state_file_;
    bool restart_ = false;
    bool quiet_ = false;
    publishing_flags publishing_{default_source};
    replay_state state_;
};

void replay_command::declare(command_line& line) {
    line.add_argument("FILE", file_, "A recording, or what the dashboard exported as NDJSON", true);
    line.add_text("--speed", speed_text_,
                  "How much faster than it was: 1, 10, 0.5, or max for as fast as the hub takes it",
                  "FACTOR");
    line.add_switch("--keep-sources", keeps_sources_,
                    "Publish each message as the source that it had, over a connection of its own");
    line.add_count("--sources-max", sources_max_, "With --keep-sources: at most so many sources");
    line.add_text("--state", state_file_,
                  "Where to note how far it got [FILE.replay]; it is removed at the end", "FILE");
    line.add_switch("--restart", restart_, "Begin anew where an earlier replay was cut");
    line.add_switch("--quiet", quiet_, "No last line with how many were acknowledged");
    publishing_.declare(line);
}

std::optional<std::string> replay_command::check() {
    const auto speed = parse_speed(speed_text_);
    if (!speed)
        return "--speed: \"" + speed_text_ + "\" is neither a number such as 10 nor max";
    speed_ = *speed;
    if (sources_max_ < 1 || sources_max_ > most_sources)
        return "--sources-max must be from 1 to " + std::to_string(most_sources);
    if (state_file_.empty())
        state_file_ = *file_ + ".replay";
    return publishing_.check();
}

/// Why an earlier replay isn't what is gone on with.
std::optional<std::string> replay_command::check_known(const replay_state& known) const {
    if (known.recording != state_.recording)
        return state_file_ + " is about another recording than " + *file_;
    if (known.keeps_sources != keeps_sources_)
        return std::string{"the replay was begun with"} + (keeps_sources_ ? "out" : "") +
               " --keep-sources";
    if (publishing_.source() != known.source && publishing_.source() != default_source)
        return "the replay was begun with --source " + known.source;
    return std::nullopt;
}

/// Gives everybody who speaks a track, where there is none yet.
std::optional<std::string> replay_command::find_sources() {
    std::set<std::string> sources;
    if (keeps_sources_) {
        auto recorded = read_sources(*file_);
        if (!recorded)
            return *file_ + ": " + recorded.error().message;
        for (const std::string& name : recorded->unusable)
            complain("no publisher may call itself \"" + name + "\": " + state_.source + " does");
        sources = std::move(recorded->names);
        if (!recorded->unusable.empty())
            sources.insert(state_.source);
    }
    if (sources.empty())
        sources.insert(state_.source);
    if (keeps_sources_ && sources.size() > sources_max_) {
        return *file_ + " has " + count_words(sources.size(), "source") +
               ", each with a connection of its own: --sources-max " +
               std::to_string(sources.size()) + " allows them";
    }
    for (const std::string& source : sources) {
        replay_track& track = state_.tracks[source];
        if (track.session.empty())
            track.session = random_id();
    }
    return std::nullopt;
}

std::optional<std::string> replay_command::prepare() {
    const auto fingerprint = fingerprint_of(*file_);
    if (!fingerprint)
        return *file_ + ": there is no such file, or no whole line in it";
    state_.recording = *fingerprint;
    state_.source = publishing_.source();
    state_.keeps_sources = keeps_sources_;
    auto known =
        restart_ ? result<std::optional<replay_state>>{std::nullopt} : load_state(state_file_);
    if (!known)
        return state_file_ + ": " + known.error().message + "; remove it, or name another --state";
    if (*known) {
        if (auto wrong = check_known(**known))
            return *wrong + ": --restart begins anew";
        state_ = std::move(**known);
    }
    return find_sources();
}

asio::awaitable<int> replay_command::run() {
    if (const auto wrong = prepare()) {
        complain(*wrong);
        co_return status_failed;
    }
    const auto executor = co_await asio::this_coro::executor;
    replay_request request{.file = *file_,
                           .state_file = state_file_,
                           .speed = speed_,
                           .options = publishing_.options(),
                           .hub = publishing_.hub_text(),
                           .patience = publishing_.patience()};
    replay_run replay{executor, std::move(request), std::move(state_)};
    const replay_outcome done = co_await replay.run();
    if (!quiet_) {
        complain(count_words(done.acknowledged, "message") + " acknowledged by " +
                 publishing_.hub_text() +
                 (done.refused > 0 ? ", " + std::to_string(done.refused) + " refused" : "") +
                 (done.left_out > 0 ? ", " + std::to_string(done.left_out) + " left out" : ""));
    }
    co_return done.is_whole&& done.refused == 0 ? status_ok : status_failed;
}

} // namespace

std::unique_ptr<command> make_replay() {
    return std::make_unique<replay_command>();
}

} // namespace crier
