#include "history/jetstream_history.hpp"

#include "history/intake.hpp"
#include "protocol/clock.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace crier {
namespace {

using namespace std::chrono_literals;

// How long an entry may take to come back, before its publisher is told to send it again.
constexpr auto entry_patience = 10s;
constexpr auto entry_usual = 3s; // where all is well
// A leader that heard from most of the others within this is still the only one.
constexpr auto lease = 3s;
// One that didn't within this is cut off.
constexpr auto peer_patience = 5s;
constexpr auto start_patience = 30s;

/// Stands for an entry that is no message.
message_ptr placeholder(offset at, timestamp time) {
    auto out = std::make_shared<message>();
    out->offset = at;
    out->time = time;
    return out;
}

} // namespace

jetstream_history::jetstream_history(const boost::asio::any_io_executor& loop, ledger& book,
                                     const jetstream_history_options& options, spdlog::logger& log)
    : ring_history{book, options.kept, options.session_age_max},
      loop_{loop},
      options_{options},
      log_{log},
      hub_{random_id()},
      seen_{loop, {}},
      link_{loop,
            options.nats,
            options.kept,
            hub_,
            {[this] { take_what_has_come(); },
             [this](const std::string& why) {
                 health_.note_lost(why);
                 tell_health();
             },
             [this] {
                 health_.note_found();
                 ask_health();
             },
             [this](const std::string& why) {
                 give_up("NATS lets this hub in no more: " + why + "; start it again once it may");
             }}} {
    const stream_facts& facts = link_.facts_at_start();
    epoch_ = facts.epoch;
    const std::uint64_t from = restore_state();
    sequencer_.leave_out(offset{from - 1});
    recent_.begin_after(offset{from - 1});
    link_.consume(from);
    catch_up_at_start(facts.last);
}

void jetstream_history::catch_up_at_start(std::uint64_t last) {
    const auto deadline = clock::now() + start_patience;
    auto heard = clock::now();
    while (sequencer_.last().value < last) {
        auto entries = link_.wait(100ms);
        if (!entries.empty())
            heard = clock::now();
        else if (clock::now() > std::max(deadline, heard + start_patience))
            throw std::runtime_error{"the stream " + options_.nats.stream +
                                     " can't be read to its end; see nats-server's log"};
        take(std::move(entries));
    }
}

void jetstream_history::on_failed(const failure_handler& handler) {
    on_failed_ = handler;
}

// --- publishing --------------------------------------------------------------------------------

void jetstream_history::append(std::shared_ptr<append_batch> batch) {
    if (batch->items.empty()) {
        wait_for_everything(batch);
        return;
    }
    const auto begun = std::make_shared<underway>();
    begun->batch = std::move(batch);
    begun->since = clock::now();
    register_items(begun);
    if (begun->left == 0) {
        boost::asio::post(loop_, [this, begun] { end(begun); });
        return;
    }
    waiting_.push_back(begun);
    link_.publish(begun->entries, begun->since + entry_patience);
}

/// What was stored before isn't published again; a seq that is used up without a message is.
void jetstream_history::register_items(const underway_ptr& batch) {
    const publisher_id& who = batch->batch->who;
    const std::uint64_t last_seq = sequencer_.session(who).last_seq;
    for (const append_item& item : batch->batch->items) {
        if (item.seq != 0 && item.seq <= last_seq) {
            batch->outcome.repeated += item.content ? 1 : 0;
            continue;
        }
        std::shared_ptr<const message> content = item.content;
        if (!content) {
            message used_up;
            used_up.seq = item.seq;
            used_up.source = who.source;
            used_up.session = who.session;
            content = keep(used_up);
        }
        pending_.emplace(++published_, batch);
        batch->entries.push_back({std::move(content), published_});
        ++batch->left;
    }
}

/// A session that comes from another hub is known here once everything that is stored by now has
/// been read.
void jetstream_history::wait_for_everything(const std::shared_ptr<append_batch>& batch) {
    auto told = [this, batch](const std::optional<stream_facts>& facts) {
        if (!facts || facts->silence > lease) {
            batch->outcome = append_outcome{};
            batch->outcome.stopped_by =
                refusal{errc::internal, "no NATS server answers at the moment; come back later"};
            batch->committed.notify();
            return;
        }
        barriers_.push_back({facts->last, batch});
        release();
    };
    link_.ask_facts(std::move(told));
}

// --- reading -----------------------------------------------------------------------------------

void jetstream_history::take_what_has_come() {
    auto entries = link_.take();
    if (gave_up_)
        return;
    try {
        take(std::move(entries));
    } catch (const std::runtime_error& failure) {
        give_up(failure.what());
    }
}

/// What this hub has stays readable; nothing is added to it any more.
void jetstream_history::give_up(const std::string& why) {
    if (std::exchange(gave_up_, true))
        return;
    health_.note_lost(why);
    if (on_failed_)
        on_failed_(why);
}

void jetstream_history::take(std::vector<stream_entry> entries) {
    if (entries.empty())
        return;
    sequencer_.begin_group();
    for (stream_entry& entry : entries)
        accept(entry);
    sequence_group group = sequencer_.changes();
    group.messages = std::move(accepted_);
    note_accepted(group, commits_);
    const auto age = now() - entries.front().time;
    note_stored(group, clock::now() - std::max<clock::duration>(age, 0s), commits_);
    for (message_ptr& placed : placed_)
        recent_.add(std::move(placed));
    placed_.clear();
    recent_.trim(now());
    if (!group.messages.empty() && on_committed_)
        on_committed_(group.messages);
    group.messages.clear();
    accepted_ = std::move(group.messages);
    for (const underway_ptr& done : std::exchange(done_, {})) {
        if (!done->outcome.stopped_by)
            health_.note_stored(clock::now());
        end(done);
    }
    tell_health();
    release();
}

void jetstream_history::accept(stream_entry& entry) {
    const offset at{entry.sequence};
    if (at != sequencer_.last().next()) {
        // Subscribers that were live would miss it in silence.
        throw std::runtime_error{"the stream let go of entries " +
                                 std::to_string(sequencer_.last().next().value) + " to " +
                                 std::to_string(at.value - 1) +
                                 " before this hub had read them; start it again"};
    }
    const message& content = *entry.content;
    const bool is_message = !content.topic.empty();
    seen_.who = {std::string{content.source}, std::string{content.session}};
    seen_.items.clear();
    if (is_message || content.seq != 0)
        seen_.items.push_back({content.seq, is_message ? entry.content : nullptr});
    const std::size_t before = accepted_.size();
    sequencer_.accept(seen_, entry.time, accepted_);
    if (accepted_.size() > before) {
        placed_.push_back(accepted_.back());
    } else {
        sequencer_.leave_out(at);
        placed_.push_back(placeholder(at, entry.time));
    }
    if (entry.hub != hub_)
        return;
    note_numbered(book_, seen_);
    resolve(entry.hub_number, seen_.outcome);
}

void jetstream_history::resolve(std::uint64_t number, const append_outcome& outcome) {
    const auto found = pending_.find(number);
    if (found == pending_.end())
        return; // it took too long, and its publisher was told so
    const underway_ptr batch = std::move(found->second);
    pending_.erase(found);
    append_outcome& so_far = batch->outcome;
    so_far.last = std::max(so_far.last, outcome.last);
    so_far.repeated += outcome.repeated;
    if (!so_far.stopped_by)
        so_far.stopped_by = outcome.stopped_by;
    if (--batch->left == 0)
        done_.push_back(batch);
}

/// Lets go on whoever waited for what has been read by now.
void jetstream_history::release() {
    const auto is_due = [this](const barrier& each) {
        return each.until <= sequencer_.last().value;
    };
    const auto due = std::stable_partition(barriers_.begin(), barriers_.end(), std::not_fn(is_due));
    const std::vector<barrier> released(std::make_move_iterator(due),
                                        std::make_move_iterator(barriers_.end()));
    barriers_.erase(due, barriers_.end());
    for (const barrier& each : released) {
        each.batch->outcome = append_outcome{};
        each.batch->committed.notify();
    }
}

void jetstream_history::end(const underway_ptr& batch) {
    const auto& items = batch->batch->items;
    const bool wants_answer =
        std::ranges::any_of(items, [](const append_item& item) { return item.seq != 0; });
    if (wants_answer) {
        const session_state session = sequencer_.session(batch->batch->who);
        batch->outcome.stored_seq = session.stored_seq;
        batch->outcome.stored_offset = session.stored_offset;
    }
    std::erase(waiting_, batch);
    batch->batch->outcome = batch->outcome;
    batch->batch->committed.notify();
}

// --- from time to time -------------------------------------------------------------------------

void jetstream_history::trim() {
    ring_history::trim();
    fail_late();
    ask_health();
    share_state();
}

/// What was not stored in time may still be: then its publisher sends it again in vain, and no hub
/// counts it twice.
void jetstream_history::fail_late() {
    const auto begun_before = clock::now() - entry_patience;
    while (!waiting_.empty() && waiting_.front()->since < begun_before) {
        const underway_ptr late = waiting_.front();
        std::erase_if(pending_, [&](const auto& each) { return each.second == late; });
        late->outcome.stopped_by =
            refusal{errc::internal, "NATS has not stored it within 10 s; send it again later"};
        health_.note_late();
        tell_health();
        end(late);
    }
}

bool jetstream_history::is_overdue(const underway& batch) const {
    return batch.since < clock::now() - entry_usual;
}

/// What the stream doesn't have after so long got lost: while another server began to lead it, what
/// is published to nobody goes nowhere. What was only late comes twice then and counts once, by its
/// seq; without one it stays to be refused. `stream_last`: all that the stream has.
void jetstream_history::publish_lost(std::uint64_t stream_last) {
    if (sequencer_.last().value < stream_last)
        return; // it may be among what is still to be read
    const auto is_numbered = [](const stream_publication& entry) {
        return entry.content->seq != 0;
    };
    const auto has_come = [this](const stream_publication& entry) {
        return !pending_.contains(entry.hub_number);
    };
    for (const underway_ptr& late : waiting_) {
        if (!is_overdue(*late))
            break;
        if (std::exchange(late->again, true) || !std::ranges::all_of(late->entries, is_numbered))
            continue;
        std::erase_if(late->entries, has_come);
        link_.publish(late->entries, late->since + entry_patience);
    }
}

void jetstream_history::ask_health() {
    const bool is_late = !waiting_.empty() && is_overdue(*waiting_.front());
    if (!health_.begin_asking(clock::now(), is_late))
        return;
    link_.ask_facts([this](const std::optional<stream_facts>& facts) {
        const bool overdue = !waiting_.empty() && is_overdue(*waiting_.front());
        if (overdue && facts && facts->silence < lease)
            publish_lost(facts->last);
        health_.note_answer(!facts                           ? stream_answer::none
                            : facts->silence < peer_patience ? stream_answer::well
                                                             : stream_answer::alone,
                            overdue);
        tell_health();
    });
}

/// A line when the trouble begins and one when it ends, whatever it turns into meanwhile.
void jetstream_history::tell_health() {
    const auto& trouble = health_.trouble();
    if (trouble && !in_trouble_)
        log_.error("{}; what is published waits, or is refused", *trouble);
    if (!trouble && in_trouble_)
        log_.info("NATS is there again");
    in_trouble_ = trouble.has_value();
}

} // namespace crier
