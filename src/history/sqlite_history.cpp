#include "history/sqlite_history.hpp"

#include "history/intake.hpp"
#include "history/unusable.hpp"
#include "protocol/clock.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/post.hpp>

#include <algorithm>
#include <tuple>
#include <utility>

namespace crier {
namespace {

// The ring in front of the database: who is less behind than this is served without reading it.
constexpr std::uint64_t recent_messages_max = 200'000;
constexpr std::uint64_t recent_bytes_max = std::uint64_t{32} * 1024 * 1024;
// What the ring is filled with when the hub starts.
constexpr std::uint64_t recent_messages_at_start = 20'000;
// How often at most retention is looked at while messages are stored.
constexpr std::chrono::milliseconds trim_pause{5};
// After so many new pages the journal is folded into the file: 4 MiB, for which a disk takes a few
// milliseconds.
constexpr int fold_pages = 1000;
constexpr std::size_t recent_bytes_at_start = std::size_t{8} * 1024 * 1024;

retention recent_limits(const retention& kept) {
    return {std::min(kept.messages, recent_messages_max), std::min(kept.bytes, recent_bytes_max),
            kept.age};
}

/// Does what needs the database. Throws std::runtime_error that says what a person can do.
template <class Use>
auto usable(const std::filesystem::path& file, const Use& use) {
    try {
        return use();
    } catch (const sqlite_failure& failure) {
        throw std::runtime_error{unusable(file, failure)};
    }
}

sqlite_store open_store(const std::filesystem::path& file, const sqlite_history_options& options) {
    return usable(file, [&] {
        return sqlite_store{file, options.survives, crier::epoch{random_bits()}, options.boot};
    });
}

sqlite_reader open_reader(const std::filesystem::path& file) {
    return usable(file, [&] { return sqlite_reader{file}; });
}

sqlite_database open_journal(const std::filesystem::path& file) {
    return usable(file, [&] { return sqlite_database{file, sqlite_database::access::read_write}; });
}

} // namespace

sqlite_history::sqlite_history(boost::asio::any_io_executor loop, ledger& book,
                               const sqlite_history_options& options, spdlog::logger& log)
    : loop_{std::move(loop)},
      book_{book},
      options_{options},
      log_{log},
      folder_{options.folder},
      store_{open_store(folder_.database(), options)},
      reader_{open_reader(folder_.database())},
      journal_{open_journal(folder_.database())},
      sequencer_{book, options.session_age_max},
      recent_{recent_limits(options.kept)},
      writing_{loop_},
      reading_{loop_},
      folding_thread_{loop_} {
    usable(folder_.database(), [this] {
        // What has read nothing knows of no journal, and would fold nothing.
        std::ignore = journal_.number("PRAGMA schema_version");
        oldest_ = store_.load(sequencer_, now() - options_.session_age_max).oldest;
        fill_recent();
    });
    tell_epoch();
}

void sqlite_history::tell_epoch() const {
    if (!store_.may_lack_its_end())
        return;
    const former_epoch& before = store_.former_epochs().back();
    log_.warn(
        "{}: its end may be missing, as the machine went down before a hub had closed it, or it "
        "is a backup: what was acknowledged last may be gone. There is everything up to offset "
        "{}; from there the history goes on under the epoch {} in place of {}. Subscribers "
        "that were further are told of a gap (epoch_changed), the others miss nothing",
        folder_.database().string(), before.last.value, epoch().text(), before.epoch.text());
}

void sqlite_history::fill_recent() {
    const offset last = sequencer_.last();
    const std::uint64_t kept = last.value + 1 - oldest_.value;
    page_request request;
    request.filters.filters = {"#", "$hub/#"};
    request.after = offset{last.value - std::min(kept, recent_messages_at_start)};
    request.bytes_max = recent_bytes_at_start;
    recent_.begin_after(request.after);
    while (request.after < last) {
        const auto read = reader_.read_or_throw(request);
        if (read.up_to == request.after)
            throw std::runtime_error{folder_.database().string() +
                                     " is damaged: messages are missing in it"};
        for (const message_ptr& message : read.messages)
            recent_.add(message);
        request.after = read.up_to;
    }
    recent_.trim(now());
}

void sqlite_history::on_committed(commit_handler handler) {
    on_committed_ = std::move(handler);
}

void sqlite_history::append(std::shared_ptr<append_batch> batch) {
    if (waiting_.empty())
        waiting_since_ = clock::now();
    waiting_.push_back(std::move(batch));
    if (waiting_.size() == 1 && !committing_)
        boost::asio::post(loop_, [this] { begin_commit(); });
}

/// Numbers everything that waits and hands it to the writer. Numbers are given out only here, one
/// group at a time, so that a group that fails takes no later one with it.
void sqlite_history::begin_commit() {
    if (committing_ || waiting_.empty())
        return;
    committing_ = true;
    std::swap(waiting_, telling_);
    telling_since_ = waiting_since_;
    sequencer_.begin_group();
    std::vector<message_ptr> accepted;
    for (const std::shared_ptr<append_batch>& batch : telling_) {
        sequencer_.accept(*batch, now(), accepted);
        note_numbered(book_, *batch);
    }
    group_ = std::make_shared<sequence_group>(sequencer_.changes());
    group_->messages = std::move(accepted);
    note_accepted(*group_, commits_);
    if (group_->empty()) {
        boost::asio::post(loop_, [this] { end_commit(std::nullopt); });
        return;
    }
    auto commit = [this, group = group_] {
        auto failed = store_.commit(*group);
        return std::pair{std::move(failed), store_.journal_pages()};
    };
    writing_.submit(std::move(commit), [this](const auto& told) {
        end_commit(told.first);
        begin_fold(told.second);
    });
}

/// The writer goes on with the next group while this one is delivered.
void sqlite_history::end_commit(const std::optional<std::string>& failed) {
    const auto group = std::exchange(group_, nullptr);
    const auto batches = std::exchange(telling_, {});
    const auto handed_over = telling_since_;
    committing_ = false;
    if (failed)
        refuse(*group, batches, *failed);
    for (const publisher_id& gone : std::exchange(forgotten_, {}))
        sequencer_.forget(gone);
    begin_commit();
    if (!failed)
        take(*group, handed_over);
    for (const std::shared_ptr<append_batch>& batch : batches)
        batch->committed.notify();
}

void sqlite_history::take(const sequence_group& stored, clock::time_point handed_over) {
    if (stored.messages.empty())
        return;
    note_stored(stored, handed_over, commits_);
    for (const message_ptr& message : stored.messages)
        recent_.add(message);
    recent_.trim(now());
    if (on_committed_)
        on_committed_(stored.messages);
    if (now() - trimmed_at_ >= trim_pause)
        begin_trim();
}

void sqlite_history::refuse(const sequence_group& group, const batch_list& batches,
                            const std::string& why) {
    sequencer_.roll_back();
    note_not_stored(group, commits_);
    for (const std::shared_ptr<append_batch>& batch : batches) {
        batch->outcome = append_outcome{};
        batch->outcome.stopped_by =
            refusal{errc::internal,
                    "the hub can't store messages at the moment (" + why + "); send again later"};
    }
    note_trouble(why);
}

boost::asio::awaitable<result<page>> sqlite_history::read(page_request request) {
    request.after = std::max(request.after, oldest_.previous());
    if (recent_.covers(request.after))
        co_return read_recent(recent_, request);
    auto read_stored = [this, request] {
        return reader_.read(request);
    };
    auto stored = co_await reading_.run(std::move(read_stored));
    if (!stored)
        log_.error("{} (after offset {})", stored.error().message, request.after.value);
    if (!stored || stored->up_to != request.after)
        co_return stored;
    // Let go of meanwhile, or gone for no reason: what the writer did by now tells which.
    auto nothing = [] {
        return true;
    };
    std::ignore = co_await writing_.run(std::move(nothing));
    if (request.after.next() < oldest_)
        co_return stored;
    refusal damaged{errc::internal, "the history is damaged: the message at offset " +
                                        std::to_string(request.after.next().value) + " is missing"};
    log_.error("{}", damaged.message);
    co_return damaged;
}

boost::asio::awaitable<result<listing>>
sqlite_history::find_last(filter_set filters, std::uint64_t count, offset after) {
    if (after == offset{}) {
        if (auto found = list_recent(recent_, filters, count))
            co_return std::move(*found);
    }
    const offset last = recent_.last();
    after = std::max(after, oldest_.previous());
    last_search search{sequencer_.known_topics(), filters, count, after};
    // What is being committed and what is in the ring is known here.
    for (auto wanted = search.wanted(); wanted && *wanted >= recent_.oldest();
         wanted = search.wanted()) {
        search.tell(*wanted > last ? group_->messages[wanted->value - last.value - 1]->prev
                                   : recent_.at(*wanted)->prev);
    }
    if (search.wanted()) {
        auto search_stored = [this, search] {
            return reader_.finish(search);
        };
        auto finished = co_await reading_.run(std::move(search_stored));
        if (!finished)
            co_return finished.error();
        search = std::move(*finished);
    }
    co_return search.found(last);
}

std::optional<std::uint64_t> sqlite_history::stored_bytes() const {
    std::uint64_t out = 0;
    for (const char* suffix : {"", "-wal", "-shm"}) {
        std::error_code none; // the journal may be gone
        const auto bytes = std::filesystem::file_size(folder_.database().string() + suffix, none);
        out += none ? 0 : bytes;
    }
    return out;
}

void sqlite_history::forget(const publisher_id& who) {
    if (committing_)
        forgotten_.push_back(who);
    else
        sequencer_.forget(who);
}

void sqlite_history::trim() {
    recent_.trim(now());
    begin_trim();
    if (!trouble_ || std::exchange(probing_, true))
        return;
    writing_.submit([this] { return store_.probe(); },
                    [this](const std::optional<std::string>& failed) {
                        probing_ = false;
                        if (!failed)
                            note_recovery(); // a commit alone may have fitted by chance
                    });
}

/// One bounded step between commits; steps follow one another as long as there is more to do.
void sqlite_history::begin_trim() {
    if (std::exchange(trimming_, true))
        return;
    trimmed_at_ = now();
    writing_.submit([this] { return store_.trim(options_.kept, now(), options_.session_age_max); },
                    [this](const result<stored_bounds>& trimmed) {
                        trimming_ = false;
                        if (!trimmed) {
                            note_trouble(trimmed.error().message);
                            return;
                        }
                        oldest_ = trimmed->oldest;
                        if (trimmed->more)
                            begin_trim();
                    });
}

/// Folding is mostly waiting for the disk: it goes on beside the writer.
void sqlite_history::begin_fold(int journal_pages) {
    if (journal_pages < folded_pages_) // it has begun anew
        folded_pages_ = 0;
    if (folding_ || journal_pages - folded_pages_ < fold_pages)
        return;
    folding_ = true;
    folded_pages_ = journal_pages;
    auto fold = [this] {
        journal_.fold_journal();
        return true;
    };
    folding_thread_.submit(std::move(fold), [this](bool) { folding_ = false; });
}

void sqlite_history::note_trouble(const std::string& why) {
    if (!trouble_)
        log_.error("can't store messages: {}; retrying", why);
    trouble_ = why;
}

void sqlite_history::note_recovery() {
    if (trouble_)
        log_.info("storing messages again");
    trouble_.reset();
}

} // namespace crier
