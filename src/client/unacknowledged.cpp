#include "client/unacknowledged.hpp"

#include <algorithm>
#include <utility>

namespace crier {
namespace {

std::size_t cost(const waiting_message& message) noexcept {
    return sizeof(waiting_message) + message.topic.size() + message.payload.size();
}

} // namespace

std::optional<std::uint64_t> unacknowledged::push(waiting_message message) {
    const std::size_t bytes = cost(message);
    const bool room = messages_.size() < limits_.messages && bytes_ + bytes <= limits_.bytes;
    if (!room && !messages_.empty())
        return std::nullopt;
    bytes_ += bytes;
    message.number = next_number_++;
    message.seq = next_seq_++;
    messages_.push_back(std::move(message));
    return messages_.back().number;
}

unacknowledged::resumption unacknowledged::resume(crier::epoch epoch, std::uint64_t last_seq,
                                                  std::span<const crier::epoch> former) {
    sent_ = 0;
    if (sent_seq_ == 0) {
        // Nothing of ours can be stored, so the session goes on wherever the history left it: a
        // program may have given us the session of an earlier run.
        epoch_ = epoch;
        acked_seq_ = last_seq;
        renumber(last_seq + 1);
        return resumption::same_session;
    }
    const bool is_ours = epoch == epoch_ || std::ranges::find(former, *epoch_) != former.end();
    // Over sent_seq_: somebody else used our session, so the number says nothing about ours.
    if (!is_ours || last_seq < acked_seq_ || last_seq > sent_seq_)
        return resumption::new_session;
    epoch_ = epoch;
    acknowledge(last_seq);
    // The hub takes only last_seq + 1 next. A hole remains where it refused a message and then
    // forgot, in a crash, that this had used up a seq.
    const bool consecutive = next_seq_ - messages_.size() == last_seq + 1 &&
                             (messages_.empty() || messages_.front().seq == last_seq + 1);
    return consecutive ? resumption::same_session : resumption::new_session;
}

void unacknowledged::begin_session() {
    epoch_.reset();
    sent_ = 0;
    sent_seq_ = 0;
    acked_seq_ = 0;
    renumber(1);
}

void unacknowledged::append_unsent(std::string& out, std::size_t bytes_max) {
    for (; sent_ < messages_.size() && out.size() < bytes_max; ++sent_) {
        const waiting_message& message = messages_[sent_];
        publish_frame frame;
        frame.format = message.format;
        frame.seq = message.seq;
        frame.sent_at = message.sent_at;
        frame.topic = message.topic;
        frame.payload = message.payload;
        append_publish(out, frame);
        sent_seq_ = std::max(sent_seq_, message.seq);
    }
}

void unacknowledged::acknowledge(std::uint64_t seq) {
    const std::uint64_t known = std::min(seq, sent_seq_); // what wasn't sent can't be stored
    acked_seq_ = std::max(acked_seq_, known);
    while (!messages_.empty() && messages_.front().seq <= known) {
        last_acknowledged_ = {messages_.front().number, messages_.front().seq};
        erase(0);
        ++acknowledged_;
    }
}

std::optional<std::uint64_t> unacknowledged::refuse(std::uint64_t seq) {
    const auto found = std::ranges::lower_bound(messages_, seq, {}, &waiting_message::seq);
    if (found == messages_.end() || found->seq != seq)
        return std::nullopt;
    const std::uint64_t number = found->number;
    erase(static_cast<std::size_t>(found - messages_.begin()));
    return number;
}

std::vector<std::uint64_t> unacknowledged::refuse_larger(std::size_t payload_bytes_max) {
    std::vector<std::uint64_t> refused;
    for (std::size_t i = 0; i < messages_.size();) {
        if (messages_[i].payload.size() > payload_bytes_max) {
            refused.push_back(messages_[i].number);
            erase(i);
        } else {
            ++i;
        }
    }
    return refused;
}

void unacknowledged::renumber(std::uint64_t first) {
    next_seq_ = first;
    for (waiting_message& message : messages_)
        message.seq = next_seq_++;
}

void unacknowledged::erase(std::size_t index) {
    bytes_ -= cost(messages_[index]);
    if (index < sent_)
        --sent_;
    messages_.erase(messages_.begin() + static_cast<std::ptrdiff_t>(index));
}

} // namespace crier
