#include "history/stream_health.hpp"

namespace crier {
namespace {

using namespace std::chrono_literals;

constexpr auto ask_interval = 2s;

} // namespace

void stream_health::note_lost(const std::string& why) {
    trouble_ = "NATS can't be reached: " + why;
    reached_ = false;
}

void stream_health::note_found() noexcept {
    reached_ = true;
    asked_at_.reset();
}

void stream_health::note_stored(clock::time_point now) {
    stored_at_ = now;
    if (reached_) // else it had been read before
        trouble_.reset();
}

void stream_health::note_late() {
    trouble_ = "NATS doesn't store what is published";
}

bool stream_health::begin_asking(clock::time_point now, bool overdue) {
    const bool told = !trouble_ && !overdue && now - stored_at_ < ask_interval;
    if (asking_ || told || (asked_at_ && now - *asked_at_ < ask_interval))
        return false;
    asking_ = true;
    asked_at_ = now;
    return true;
}

void stream_health::note_answer(stream_answer said, bool overdue) {
    asking_ = false;
    if (!reached_)
        return; // it is known better why
    switch (said) {
    case stream_answer::none:
        trouble_ = "no NATS server says that it leads the stream";
        break;
    case stream_answer::alone:
        trouble_ = "the NATS server that leads the stream doesn't hear from most of the others";
        break;
    case stream_answer::well:
        if (!overdue)
            trouble_.reset();
        break;
    }
}

} // namespace crier
