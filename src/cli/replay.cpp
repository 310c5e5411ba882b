#include "cli/replay.hpp"

#include "cli/acknowledged_publisher.hpp"
#include "cli/plain_text.hpp"
#include "cli/pretty_line.hpp"
#include "cli/publishing_flags.hpp"
#include "cli/recording.hpp"
#include "cli/replay_pace.hpp"
#include "cli/replay_state.hpp"
#include "cli/speaking.hpp"
#include "protocol/check_publish.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/this_coro.hpp>

#include <cstdio>
#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

constexpr const char* default_source = "replay";
constexpr std::chrono::seconds save_interval{1};

class replay_command final : public command {
public:
    void declare(command_line& line) override {
        line.add_argument("FILE", file_, "A recording, or what the dashboard exported as NDJSON",
                          true);
        line.add_text(
            "--speed", speed_text_,
            "How much faster than it was: 1, 10, 0.5, or max for as fast as the hub takes "
            "it",
            "FACTOR");
        line.add_text("--state", state_file_,
                      "Where to note how far it got [FILE.replay]; it is removed at the end",
                      "FILE");
        line.add_switch("--restart", restart_, "Begin anew where an earlier replay was cut");
        line.add_switch("--quiet", quiet_, "No last line with how many were acknowledged");
        publishing_.declare(line);
    }

    std::optional<std::string> check() override {
        const auto speed = parse_speed(speed_text_);
        if (!speed)
            return "--speed: \"" + speed_text_ + "\" is neither a number such as 10 nor max";
        speed_ = *speed;
        if (state_file_.empty())
            state_file_ = *file_ + ".replay";
        return publishing_.check();
    }

    asio::awaitable<int> run() override;

private:
    [[nodiscard]] std::optional<std::string> prepare();
    [[nodiscard]] asio::awaitable<void> feed();
    [[nodiscard]] asio::awaitable<bool> publish(told_message message, replay_pace& pace);
    void welcome(const welcome_frame& welcome);
    void save();
    void note_refused(std::uint64_t number, const refusal& why);
    [[nodiscard]] acknowledged_publisher::handlers handlers();
    [[nodiscard]] int conclude(const std::optional<refusal>& failed);
    /// Whether it is the hub's to take; the others aren't counted either.
    [[nodiscard]] bool is_publishable(const told_message& message);

    std::optional<std::string> file_;
    std::string speed_text_ = "1";
    replay_speed speed_;
    std::string state_file_;
    bool restart_ = false;
    bool quiet_ = false;
    publishing_flags publishing_{default_source};

    // While it runs:
    acknowledged_publisher* to_ = nullptr;
    event* welcomed_ = nullptr;
    replay_state state_;
    std::optional<std::uint64_t> resumed_after_; ///< so many were stored before, once welcomed
    std::optional<std::string> failed_;          ///< why it can't go on
    event::clock::time_point saved_;
    std::uint64_t left_out_ = 0;
    std::uint64_t refused_ = 0;
};

std::optional<std::string> replay_command::prepare() {
    const auto fingerprint = fingerprint_of(*file_);
    if (!fingerprint)
        return *file_ + ": there is no such file, or no whole line in it";
    auto known =
        restart_ ? result<std::optional<replay_state>>{std::nullopt} : load_state(state_file_);
    if (!known)
        return state_file_ + ": " + known.error().message + "; remove it, or name another --state";
    if (!*known) {
        state_.recording = *fingerprint;
        state_.source = publishing_.source();
        state_.session = random_id();
        return std::nullopt;
    }
    state_ = std::move(**known);
    if (state_.recording != *fingerprint)
        return state_file_ + " is about another recording than " + *file_ +
               ": --restart begins anew";
    if (publishing_.source() != state_.source && publishing_.source() != default_source)
        return "the replay was begun with --source " + state_.source + ": --restart begins anew";
    return std::nullopt;
}

void replay_command::welcome(const welcome_frame& welcome) {
    const bool is_same = !state_.epoch || *state_.epoch == welcome.epoch;
    if (is_same && resumed_after_)
        return; // it was only the connection that was cut
    if (!is_same) {
        failed_ = "the replay was begun in another history (" + state_.epoch->text() +
                  ") than the hub has now (" + welcome.epoch.text() + "): --restart begins anew";
        to_->inner().close(); // what waits to be sent doesn't belong there
    } else {
        if (!state_.epoch)
            state_.max_payload = welcome.max_payload;
        state_.epoch = welcome.epoch;
        resumed_after_ = resume_after(state_, welcome.last_seq);
        save();
    }
    welcomed_->notify();
}

void replay_command::save() {
    saved_ = event::clock::now();
    if (const auto wrong = save_state(state_file_, state_); wrong && !failed_) {
        failed_ =
            state_file_ + " can't be written: " + *wrong +
            ": without it, a replay that is cut would double messages (--state names another)";
    }
}

void replay_command::note_refused(std::uint64_t number, const refusal& why) {
    ++refused_;
    complain("message " + std::to_string(*resumed_after_ + number) + " of " + *file_ +
                 " is refused",
             why);
}

acknowledged_publisher::handlers replay_command::handlers() {
    acknowledged_publisher::handlers out;
    out.welcomed = [this](const welcome_frame& with) {
        welcome(with);
    };
    out.refused = [this](std::uint64_t number, const refusal& why) {
        note_refused(number, why);
    };
    out.acknowledged = [this](std::uint64_t number, std::optional<offset> /*at*/) {
        state_.acknowledged = *resumed_after_ + number;
        if (event::clock::now() - saved_ >= save_interval)
            save();
    };
    return out;
}

bool replay_command::is_publishable(const told_message& message) {
    const auto wrong =
        check_publish(message.topic, message.format, message.payload, state_.max_payload);
    if (!wrong)
        return true;
    if (wrong->code != errc::forbidden) // the hub's own announcements need no mention
        complain("offset " + std::to_string(message.offset.value) + " is left out", *wrong);
    ++left_out_;
    return false;
}

/// False: it is to end.
asio::awaitable<bool> replay_command::publish(told_message message, replay_pace& pace) {
    const auto due = pace.due(message.time);
    while (!failed_ && event::clock::now() < due) {
        std::ignore = co_await welcomed_->wait_until(due);
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            co_return false;
    }
    const auto number = co_await to_->inner().publish_when_room(
        std::move(message.topic), std::move(message.payload), message.format);
    co_return number && !failed_;
}

asio::awaitable<void> replay_command::feed() {
    to_->expect_answer(true);
    while (!resumed_after_ && !failed_) {
        const bool notified = co_await welcomed_->wait();
        if (!notified)
            co_return;
    }
    to_->expect_answer(false);
    if (!failed_ && *resumed_after_ > 0)
        complain(count_words(*resumed_after_, "message") + " are stored already: going on");
    recording_reader from{*file_};
    replay_pace pace{speed_, event::clock::now()};
    std::uint64_t ordinal = 0;
    while (!failed_) {
        auto next = from.next();
        if (!next)
            failed_ = *file_ + ": " + next.error().message;
        if (!next || !*next)
            break;
        if (const auto* gap = std::get_if<told_gap>(&**next)) {
            complain("the recording has a gap: " + gap_words(*gap));
            continue;
        }
        auto& message = std::get<told_message>(**next);
        if (!is_publishable(message) || ++ordinal <= *resumed_after_)
            continue;
        const bool go_on = co_await publish(std::move(message), pace);
        if (!go_on)
            co_return;
    }
    if (from.is_cut())
        complain(*file_ + ": the last line is cut off, and left out");
}

/// Says how it ended, and leaves behind what going on needs.
int replay_command::conclude(const std::optional<refusal>& failed) {
    if (failed && failed->code == errc::position_unknown && !failed_)
        failed_ =
            "the hub has another history now than the replay was begun in: --restart begins anew";
    const bool is_all = !failed && !failed_ && !to_->was_stopped();
    if (failed && !failed_)
        complain(publishing_.hub_text(), *failed);
    if (failed_)
        complain(*failed_);
    if (is_all) {
        std::ignore = std::remove(state_file_.c_str());
    } else if (resumed_after_) {
        save();
        if (!failed_)
            complain(*file_ + " is not replayed whole: the same command goes on where it stopped");
    }
    if (!quiet_) {
        complain(count_words(to_->inner().acknowledged(), "message") + " acknowledged by " +
                 publishing_.hub_text() +
                 (refused_ > 0 ? ", " + std::to_string(refused_) + " refused" : "") +
                 (left_out_ > 0 ? ", " + std::to_string(left_out_) + " left out" : ""));
    }
    return is_all && refused_ == 0 ? status_ok : status_failed;
}

asio::awaitable<int> replay_command::run() {
    if (const auto wrong = prepare()) {
        complain(*wrong);
        co_return status_failed;
    }
    const auto executor = co_await asio::this_coro::executor;
    event welcomed{executor};
    welcomed_ = &welcomed;
    publisher_options options = publishing_.options();
    options.source = state_.source;
    options.session = state_.session;
    options.one_history = true;
    acknowledged_publisher to{executor, options, publishing_.hub_text(), publishing_.patience(),
                              handlers()};
    to_ = &to;
    const auto failed = co_await to.run(feed());
    co_return conclude(failed);
}

} // namespace

std::unique_ptr<command> make_replay() {
    return std::make_unique<replay_command>();
}

} // namespace crier
