#pragma once

// Sending once a turn: whatever was queued for a connection during a turn of the loop leaves in one
// write at its end.

#include <boost/asio/any_io_executor.hpp>

#include <vector>

namespace crier {

struct delivery;

/// Sends what an outbox holds: whoever owns the socket.
class flush_target {
public:
    flush_target() = default;
    flush_target(const flush_target&) = delete;
    flush_target& operator=(const flush_target&) = delete;

    /// Sends as much as the socket takes now. It never blocks.
    virtual void flush() = 0;
    /// Whether this arrives; only asked of who wants to be (outbox::ask_owner).
    [[nodiscard]] virtual bool let_in(const delivery& /*run*/) { return true; }

protected:
    ~flush_target() = default;

private:
    friend class flush_queue;
    bool queued_ = false;
};

/// The targets that have something to send. Targets leave it before they are destroyed.
class flush_queue {
public:
    explicit flush_queue(boost::asio::any_io_executor executor);

    /// Has `target.flush()` called once at the end of this turn, however often it is added.
    void add(flush_target& target) {
        if (!target.queued_)
            enqueue(target);
    }
    void remove(flush_target& target) noexcept;

private:
    void enqueue(flush_target& target);
    void flush_all();

    boost::asio::any_io_executor executor_;
    std::vector<flush_target*> queued_;
    std::vector<flush_target*> flushing_;
};

} // namespace crier
