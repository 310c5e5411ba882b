#pragma once

// The history decides: a message exists once the history has given it an offset and stored it.
// Acknowledgement and delivery both start from its commit.

#include "history/append_batch.hpp"
#include "history/listing.hpp"
#include "history/page.hpp"
#include "history/recent.hpp"
#include "history/sequencer.hpp"
#include "metrics/commit_record.hpp"
#include "protocol/since.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crier {

/// Where a hub's messages are kept, in one order. Everything here is called on the loop.
class history {
public:
    /// Called with what was stored, in order, before the batches' publishers are told.
    using commit_handler = std::function<void(std::span<const message_ptr>)>;

    history() = default;
    history(const history&) = delete;
    history& operator=(const history&) = delete;
    virtual ~history() = default;

    virtual void on_committed(commit_handler handler) = 0;

    /// Called once, with what a person may do about it, when this history can't go on.
    using failure_handler = std::function<void(const std::string& why)>;
    virtual void on_failed(const failure_handler& /*handler*/) {}

    /// Stores a batch, whose topics and payloads the caller has checked. It returns at once;
    /// `batch->committed` is notified when `batch->outcome` is valid. Batches are stored in the
    /// order in which they were appended.
    virtual void append(std::shared_ptr<append_batch> batch) = 0;

    /// Reads a page, also of what is older than recent(). Where request.after isn't covered by
    /// oldest(), it begins at oldest(). errc::internal when what is stored can't be read.
    [[nodiscard]] virtual boost::asio::awaitable<result<page>> read(page_request request) = 0;
    /// The last `count` matching messages after a position, as of now.
    [[nodiscard]] virtual boost::asio::awaitable<result<listing>>
    find_last(filter_set filters, std::uint64_t count, offset after = {}) = 0;
    /// Lists everything that matches after a position where that is little, and so far back that
    /// reading through all that lies between would take long; else the listing says nothing.
    [[nodiscard]] boost::asio::awaitable<result<listing>> list_rare(filter_set filters,
                                                                    offset after);

    /// Sees that everything is here which is stored by now, where a position is ahead of recent():
    /// a reader that comes from another hub of a shared history may know more than this one. False
    /// where that can't be known at the moment: then nothing is to be said of the position.
    [[nodiscard]] boost::asio::awaitable<bool> reach(const position& wanted);

    /// Where messages are kept: "memory", "jetstream" or "sqlite".
    [[nodiscard]] virtual std::string_view kind() const noexcept = 0;
    /// The first offset kept, in memory or elsewhere; the one after the last when nothing is.
    [[nodiscard]] virtual offset oldest() const noexcept = 0;
    /// Why nothing can be stored at the moment; nothing while all is well.
    [[nodiscard]] virtual std::optional<std::string> trouble() const { return std::nullopt; }

    /// What a message's payload may be at most beside the hub's own limit; nothing: anything.
    [[nodiscard]] virtual std::optional<std::uint64_t> payload_bytes_max() const {
        return std::nullopt;
    }
    /// The size of the files that messages are kept in; nothing where there are none.
    [[nodiscard]] virtual std::optional<std::uint64_t> stored_bytes() const { return std::nullopt; }
    [[nodiscard]] const commit_record& commits() const noexcept { return commits_; }

    [[nodiscard]] virtual crier::epoch epoch() const noexcept = 0;
    /// The names that it had before, oldest first.
    [[nodiscard]] virtual std::span<const former_epoch> former_epochs() const noexcept {
        return {};
    }
    /// What a reader's position is to be held against.
    [[nodiscard]] kept_range kept() const {
        return {epoch(), oldest(), recent().last(), former_epochs()};
    }
    /// The newest committed messages. It changes only between two turns of the loop, never during
    /// a call from outside.
    [[nodiscard]] virtual const crier::recent& recent() const noexcept = 0;
    [[nodiscard]] virtual const sequencer::topics& topics() const noexcept = 0;
    /// The highest seq that this history used up of a session; 0 for one it doesn't know.
    [[nodiscard]] virtual std::uint64_t last_seq(const publisher_id& who) const = 0;
    /// Says that a session can't come back, so that nothing of it needs to be remembered.
    virtual void forget(const publisher_id& who) = 0;

    /// Lets go of what has become too old, and sees whether a trouble is over; to be called now and
    /// then, also while nothing is published.
    virtual void trim() = 0;

protected:
    commit_record commits_;
};

} // namespace crier
