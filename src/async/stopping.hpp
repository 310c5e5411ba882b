#pragma once

// Telling every session that the hub stops.

#include "async/event.hpp"

#include <boost/intrusive/list.hpp>

#include <chrono>

namespace crier {

/// Requested once, when the hub begins to stop: tells everyone who listens.
class stopping {
    using hook = boost::intrusive::list_base_hook<
        boost::intrusive::link_mode<boost::intrusive::auto_unlink>>;

public:
    using clock = std::chrono::steady_clock;

    stopping() = default;
    stopping(const stopping&) = delete;
    stopping& operator=(const stopping&) = delete;

    /// Says that the hub is about to stop: it isn't ready any more, and serves all the same.
    void announce() noexcept { announced_ = true; }
    [[nodiscard]] bool announced() const noexcept { return announced_; }

    /// `spread`: in how much time those that leave one after the other are to be gone.
    void request(clock::duration spread = {});
    [[nodiscard]] bool requested() const noexcept { return requested_; }
    /// When one of these is to leave: each at another moment of the spread. Once it was requested.
    [[nodiscard]] clock::time_point leaves_at(const void* who) const noexcept;

    /// When a client that is sent away may come back: a random part of a second, so that they
    /// don't all come at once.
    [[nodiscard]] static std::chrono::milliseconds reconnect_after();

    /// Is told when stopping is requested, as long as it lives.
    class listener : public hook {
    public:
        explicit listener(stopping& source) { source.listeners_.push_back(*this); }
        listener(const listener&) = delete;
        listener& operator=(const listener&) = delete;

        /// It must only wake somebody.
        virtual void on_stop() = 0;

    protected:
        ~listener() = default;
    };

    /// Notifies an event.
    class notifier final : public listener {
    public:
        notifier(stopping& source, event& wake) : listener{source}, wake_{wake} {}

    private:
        void on_stop() override { wake_.notify(); }

        event& wake_;
    };

private:
    bool announced_ = false;
    bool requested_ = false;
    clock::time_point requested_at_;
    clock::duration spread_{};
    boost::intrusive::list<listener, boost::intrusive::constant_time_size<false>> listeners_;
};

} // namespace crier
