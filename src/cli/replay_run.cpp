#include "cli/replay_run.hpp"

#include "cli/plain_text.hpp"
#include "cli/pretty_line.hpp"
#include "cli/speaking.hpp"
#include "protocol/check_publish.hpp"

#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <cstdio>
#include <tuple>
#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds save_interval{1};
/// What all publishers together may keep that isn't stored yet, and each may at least.
constexpr std::size_t buffers_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::size_t buffer_bytes_min = std::size_t{256} * 1024;

} // namespace

replay_run::replay_run(const asio::any_io_executor& executor, replay_request request,
                       replay_state state)
    : request_{std::move(request)},
      state_{std::move(state)},
      changed_{executor},
      to_{executor, request_.hub, request_.patience} {
    publisher_options options = request_.options;
    options.one_history = true;
    options.buffer_bytes_max =
        std::min(options.buffer_bytes_max,
                 std::max(buffers_bytes_max / state_.tracks.size(), buffer_bytes_min));
    for (auto& [source, track] : state_.tracks) {
        part& added = parts_.try_emplace(source, track).first->second;
        options.source = source;
        options.session = track.session;
        added.to = &to_.add(options, handlers_of(source, added));
    }
}

acknowledged_publishers::handlers replay_run::handlers_of(const std::string& source, part& one) {
    acknowledged_publishers::handlers out;
    out.welcomed = [this, &one](const welcome_frame& with) {
        welcome(one, with);
    };
    out.refused = [this, source, &one](std::uint64_t number, const refusal& why) {
        note_refused(source, *one.resumed_after + number, why);
    };
    out.acknowledged = [this, &one](std::uint64_t number, std::optional<offset> /*at*/) {
        one.track.acknowledged = *one.resumed_after + number;
        if (event::clock::now() - saved_ >= save_interval)
            save();
    };
    out.ended = [this, source, &one](const refusal& why) {
        end(source, one, why);
    };
    return out;
}

/// Whether this is the history that the replay was begun in, for this source: it may have lost its
/// end since, but nothing that it had acknowledged.
bool replay_run::has_all_of(const part& one, const welcome_frame& welcome) const {
    if (!state_.epoch || *state_.epoch == welcome.epoch)
        return true;
    const auto& former = welcome.former_epochs;
    return std::ranges::find(former, *state_.epoch) != former.end() &&
           one.track.before + welcome.last_seq >= one.track.acknowledged;
}

/// The state names another epoch only once no source is left whose end may be lost in it.
void replay_run::note_epoch() {
    const std::optional<epoch> in = parts_.begin()->second.in;
    if (std::ranges::all_of(parts_, [&in](const auto& each) { return each.second.in == in; }))
        state_.epoch = in;
}

void replay_run::welcome(part& one, const welcome_frame& welcome) {
    if (!has_all_of(one, welcome)) {
        fail("the replay was begun in another history (" + state_.epoch->text() +
             ") than the hub has now (" + welcome.epoch.text() + "): --restart begins anew");
        one.to->close(); // what waits to be sent doesn't belong there
        return;
    }
    if (!state_.epoch) {
        state_.max_payload = welcome.max_payload;
        state_.epoch = welcome.epoch;
    }
    one.in = welcome.epoch;
    note_epoch();
    if (one.resumed_after)
        return; // it was only the connection that was cut
    one.resumed_after = resume_after(one.track, welcome.last_seq);
    changed_.notify();
}

void replay_run::end(const std::string& source, part& one, const refusal& why) {
    one.has_ended = true;
    one.is_lacking = one.to->unacknowledged() > 0;
    if (why.code == errc::position_unknown)
        fail("the hub has another history now than the replay was begun in: --restart begins anew");
    else if (!failed_ && parts_.size() > 1)
        complain("source " + source + " is refused", why);
    changed_.notify();
}

void replay_run::note_refused(const std::string& source, std::uint64_t ordinal,
                              const refusal& why) {
    ++refused_;
    const std::string whose = parts_.size() > 1 ? " of source " + source + " in " : " of ";
    complain("message " + std::to_string(ordinal) + whose + request_.file + " is refused", why);
}

void replay_run::save() {
    saved_ = event::clock::now();
    if (const auto wrong = save_state(request_.state_file, state_)) {
        fail(request_.state_file + " can't be written: " + *wrong +
             ": without it, a replay that is cut would double messages (--state names another)");
    }
}

/// The first reason is the one that counts.
void replay_run::fail(std::string why) {
    if (!failed_)
        failed_ = std::move(why);
    changed_.notify();
}

bool replay_run::is_any_left() const {
    return std::ranges::any_of(parts_, [](const auto& each) { return !each.second.has_ended; });
}

/// Returns once everybody is welcomed, or refused. False: it is to end.
asio::awaitable<bool> replay_run::begin() {
    const auto is_waited_for = [](const auto& each) {
        return !each.second.resumed_after && !each.second.has_ended;
    };
    while (!failed_ && std::ranges::any_of(parts_, is_waited_for)) {
        const bool notified = co_await changed_.wait();
        if (!notified)
            co_return false;
    }
    if (failed_ || !is_any_left())
        co_return false;
    std::uint64_t stored = 0;
    for (const auto& [source, one] : parts_)
        stored += one.resumed_after.value_or(0);
    if (stored > 0)
        complain(count_words(stored, "message") + " are stored already: going on");
    is_begun_ = true;
    save();
    co_return !failed_;
}

bool replay_run::is_publishable(const told_message& message) {
    const auto wrong =
        check_publish(message.topic, message.format, message.payload, state_.max_payload);
    if (!wrong)
        return true;
    if (wrong->code != errc::forbidden) // the hub's own announcements need no mention
        complain("offset " + std::to_string(message.offset.value) + " is left out", *wrong);
    ++left_out_;
    return false;
}

/// Nothing for a source that wasn't there when the replay began.
replay_run::part* replay_run::part_of(const std::string& source) {
    const auto found = parts_.find(state_.track_of(source));
    return found == parts_.end() ? nullptr : &found->second;
}

/// False: it is to end.
asio::awaitable<bool> replay_run::wait_until(event::clock::time_point due) {
    while (!failed_ && event::clock::now() < due) {
        std::ignore = co_await changed_.wait_until(due);
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            co_return false;
    }
    co_return !failed_;
}

/// Publishes a message, unless it is stored already. False: it is to end.
asio::awaitable<bool> replay_run::take(told_message message, replay_pace& pace) {
    if (!is_publishable(message))
        co_return true;
    part* const one = part_of(message.source);
    if (one == nullptr) {
        fail(request_.file + " has got another source (" + message.source +
             ") since the replay began: the same command goes on with it too");
        co_return false;
    }
    // Where the hub hasn't said it, what it acknowledged to an earlier run counts.
    if (++one->ordinal <= one->resumed_after.value_or(one->track.acknowledged))
        co_return true;
    const auto due = pace.due(message.time);
    const bool goes_on = co_await wait_until(due);
    if (!goes_on)
        co_return false;
    const auto number = co_await one->to->publish_when_room(
        std::move(message.topic), std::move(message.payload), message.format);
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    if (cancellation.cancelled() != asio::cancellation_type::none)
        co_return false;
    if (!number) { // the hub won't have its source
        ++left_out_;
        one->is_lacking = true;
    }
    co_return !failed_ && is_any_left();
}

asio::awaitable<void> replay_run::feed() {
    const bool is_begun = co_await begin();
    if (!is_begun)
        co_return;
    recording_reader from{request_.file};
    replay_pace pace{request_.speed, event::clock::now()};
    for (bool go_on = true; go_on;) {
        auto next = from.next();
        if (!next)
            fail(request_.file + ": " + next.error().message);
        if (!next || !*next)
            break;
        if (const auto* gap = std::get_if<told_gap>(&**next)) {
            complain("the recording has a gap: " + gap_words(*gap));
            continue;
        }
        go_on = co_await take(std::move(std::get<told_message>(**next)), pace);
    }
    if (from.is_cut())
        complain(request_.file + ": the last line is cut off, and left out");
}

asio::awaitable<replay_outcome> replay_run::run() {
    const auto failed = co_await to_.run(feed());
    replay_outcome out{
        .acknowledged = to_.acknowledged(), .refused = refused_, .left_out = left_out_};
    const bool is_lacking =
        std::ranges::any_of(parts_, [](const auto& each) { return each.second.is_lacking; });
    out.is_whole = !failed && !failed_ && !is_lacking && !to_.was_stopped();
    if (failed && !failed_)
        complain(request_.hub, *failed);
    if (failed_)
        complain(*failed_);
    if (out.is_whole) {
        std::ignore = std::remove(request_.state_file.c_str());
    } else if (is_begun_) {
        save();
        complain(request_.file +
                 " is not replayed whole: the same command goes on where it stopped");
    }
    co_return out;
}

} // namespace crier
