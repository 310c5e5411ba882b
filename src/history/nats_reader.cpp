#include "history/nats_reader.hpp"

#include "history/nats_stream.hpp"

#include <chrono>
#include <utility>

namespace crier {
namespace {

using namespace std::chrono_literals;

constexpr auto entry_patience = 250ms;
constexpr auto retry_pause = 200ms;
constexpr auto heartbeat = 5s; // which flow control needs
// After so many waits in vain it is asked whether there really is nothing.
constexpr int silent_max = 4;
// What may wait to be taken.
constexpr std::size_t waiting_bytes_max = std::size_t{64} * 1024 * 1024;
constexpr std::size_t entry_overhead = 400;
// Handed over at once at most, so that the first of many aren't late.
constexpr std::size_t entries_at_once = 1024;

} // namespace

nats_reader::nats_reader(jsCtx* context, const nats_options& options, std::uint64_t from,
                         std::function<void()> on_some)
    : context_{context},
      options_{options},
      next_{from},
      on_some_{std::move(on_some)},
      thread_{[this] {
          run();
      }} {}

nats_reader::~nats_reader() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

std::vector<stream_entry> nats_reader::take(std::chrono::milliseconds patience) {
    std::unique_lock lock{mutex_};
    changed_.wait_for(lock, patience, [this] { return !entries_.empty() || stopping_; });
    entries_bytes_ = 0;
    auto out = std::exchange(entries_, {});
    lock.unlock();
    changed_.notify_all();
    return out;
}

void nats_reader::run() {
    nats_handle<natsSubscription> from;
    while (!pause()) {
        if (!from)
            from = subscribe();
        else if (!read_some(from.get()))
            from.reset();
    }
}

/// Whether to stop; waits a moment where there is no subscription to wait for.
bool nats_reader::pause() {
    std::unique_lock lock{mutex_};
    const auto has_room = [this] {
        return entries_bytes_ < waiting_bytes_max || stopping_;
    };
    changed_.wait(lock, has_room);
    return stopping_;
}

nats_handle<natsSubscription> nats_reader::subscribe() const {
    jsSubOptions how;
    jsSubOptions_Init(&how);
    how.Stream = options_.stream.c_str();
    // What the library's own ordered consumers do is done here, where it can be seen: who has read
    // the wrong entry, or none for too long, begins anew behind the last right one.
    how.Config.DeliverPolicy = js_DeliverByStartSequence;
    how.Config.OptStartSeq = next_;
    how.Config.AckPolicy = js_AckNone;
    how.Config.MaxDeliver = 1;
    how.Config.FlowControl = true;
    how.Config.Heartbeat = std::chrono::nanoseconds{heartbeat}.count();
    how.Config.MemoryStorage = true;
    how.Config.Replicas = 1;
    const std::string subject = options_.stream + ".>";
    natsStatus status = NATS_OK;
    jsErrCode code{};
    auto out = nats_take<natsSubscription>(status, [&](natsSubscription** made) {
        return js_SubscribeSync(made, context_, subject.c_str(), nullptr, &how, &code);
    });
    if (status == NATS_OK)
        natsSubscription_SetPendingLimits(out.get(), -1, -1);
    else
        std::this_thread::sleep_for(retry_pause);
    return out;
}

bool nats_reader::read_some(natsSubscription* from) {
    natsStatus status = NATS_OK;
    const auto next = [&](std::chrono::milliseconds patience) {
        return nats_take<natsMsg>(status, [&](natsMsg** entry) {
            return natsSubscription_NextMsg(entry, from, patience.count());
        });
    };
    auto entry = next(entry_patience);
    if (status == NATS_TIMEOUT)
        return ++silent_ < silent_max || !is_behind();
    bool goes_on = status == NATS_OK;
    silent_ = 0;
    while (goes_on && entry) {
        goes_on = note(entry.get());
        std::uint64_t queued = 0;
        if (!goes_on || read_.size() >= entries_at_once ||
            natsSubscription_QueuedMsgs(from, &queued) != NATS_OK || queued == 0)
            break;
        entry = next(1ms);
    }
    hand_over();
    return goes_on;
}

/// Whether the entry is the one that was due: else the consumer has lost some.
bool nats_reader::note(natsMsg* entry) {
    natsStatus status = NATS_OK;
    const auto about = nats_take<jsMsgMetaData>(
        status, [&](jsMsgMetaData** told) { return natsMsg_GetMetaData(told, entry); });
    if (status != NATS_OK)
        return true; // no entry of a stream
    const auto [sequence, delivered] = std::pair{about->Sequence.Stream, about->Sequence.Consumer};
    if (sequence < next_)
        return true;
    // A consumer numbers what it delivers: so a hole in the stream is told from one of its own.
    const bool follows = delivered == delivered_ + 1 || delivered == 1;
    delivered_ = delivered;
    if (!follows)
        return false;
    next_ = sequence + 1;
    read_.push_back(from_nats(entry, *about, options_.stream));
    read_bytes_ += entry_overhead + static_cast<std::size_t>(natsMsg_GetDataLength(entry));
    return true;
}

/// Whether the stream has what didn't come: its consumer has gone with a server, then.
bool nats_reader::is_behind() {
    silent_ = 0;
    const auto facts = read_facts(context_, options_);
    if (!facts)
        return false; // no server: the library tries on
    if (facts->first > next_)
        next_ = facts->first;
    return facts->last >= next_;
}

void nats_reader::hand_over() {
    if (read_.empty())
        return;
    bool was_empty = false;
    {
        const std::lock_guard lock{mutex_};
        was_empty = entries_.empty();
        entries_bytes_ += std::exchange(read_bytes_, 0);
        if (was_empty)
            entries_.swap(read_);
        else
            std::move(read_.begin(), read_.end(), std::back_inserter(entries_));
    }
    read_.clear();
    changed_.notify_all();
    if (was_empty)
        on_some_();
}

} // namespace crier
