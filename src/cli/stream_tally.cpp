#include "cli/stream_tally.hpp"

#include "cli/plain_text.hpp"

#include <fmt/format.h>

namespace crier {

/// A connection that goes on in the same history promises what the one before did.
void stream_tally::welcome(const told_welcome& welcome, std::optional<offset> from) {
    if (epoch_ == welcome.epoch)
        return;
    continuity_.start_after(epoch_ ? std::optional<offset>{} : from);
    epoch_ = welcome.epoch;
    reached_ = {};
}

/// Offsets only go up.
bool stream_tally::came_before(const told_message& message) {
    if (message.offset > reached_)
        return false;
    ++doubled_;
    return true;
}

std::optional<offset> stream_tally::count(const told_message& message) {
    ++messages_;
    reached_ = message.offset;
    bytes_ += message.payload.size();
    if (topics_.size() < continuity::topics_max)
        topics_.insert(message.topic);
    const auto known = continuity_.missing_after(message.topic, message.offset, message.prev);
    if (known)
        ++missing_;
    return known;
}

void stream_tally::count(const told_gap& gap) {
    ++gaps_;
    if (gap.before > gap.after.next())
        gone_ += gap.before.value - gap.after.value - 1;
    reached_ = gap.before.previous(); // which may be back, where the end of a history was lost
    continuity_.start_after(reached_);
}

std::string stream_tally::words(clock::time_point now) const {
    const auto elapsed = std::chrono::duration_cast<std::chrono::microseconds>(now - begun_);
    const double seconds = static_cast<double>(elapsed.count()) / 1e6;
    std::string out = fmt::format(
        "{} ({}) on {}{} in {}, {}; ", count_words(messages_, "message"),
        bytes_words(static_cast<double>(bytes_)), count_words(topics_.size(), "topic"),
        topics_.size() == continuity::topics_max ? " or more" : "", duration_words(elapsed),
        rate_words(seconds > 0 ? static_cast<double>(messages_) / seconds : 0));
    if (missing_ == 0 && gaps_ == 0)
        out += "none missing";
    if (missing_ > 0)
        out += fmt::format("at least {} MISSING", missing_);
    if (gaps_ > 0) {
        out += (missing_ > 0 ? ", " : "") + count_words(gaps_, "gap");
        if (gone_ > 0)
            out += fmt::format(" over {} no longer kept", count_words(gone_, "offset"));
    }
    if (doubled_ > 0)
        out += fmt::format(", {} came twice", doubled_);
    if (cuts_ > 0)
        out += fmt::format(", {} of the connection", count_words(cuts_, "cut"));
    return out;
}

} // namespace crier
