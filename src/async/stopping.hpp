#pragma once

// Telling every session that the hub stops.

#include "async/event.hpp"

#include <chrono>
#include <list>

namespace crier {

/// Requested once, when the hub begins to stop: notifies every event that listens.
class stopping {
public:
    stopping() = default;
    stopping(const stopping&) = delete;
    stopping& operator=(const stopping&) = delete;

    [[nodiscard]] bool requested() const noexcept { return requested_; }
    void request();

    /// When a client that is sent away may come back: a random part of a second, so that they
    /// don't all come at once.
    [[nodiscard]] static std::chrono::milliseconds reconnect_after();

    /// Has `wake` notified when stopping is requested, as long as it lives.
    class listener {
    public:
        listener(stopping& source, event& wake);
        ~listener();
        listener(const listener&) = delete;
        listener& operator=(const listener&) = delete;

    private:
        stopping& source_;
        std::list<event*>::iterator self_;
    };

private:
    bool requested_ = false;
    std::list<event*> listeners_;
};

} // namespace crier
