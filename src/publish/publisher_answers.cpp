#include "publish/publisher_answers.hpp"

#include <utility>

namespace crier {

void publisher_answers::welcome(const publisher_id& who) {
    welcome_frame welcome;
    welcome.hub = context_.hub_name;
    welcome.version = context_.version;
    welcome.epoch = context_.history.epoch();
    welcome.offset = context_.history.recent().last();
    welcome.last_seq = context_.history.last_seq(who);
    welcome.max_payload = context_.payload_bytes_max;
    for (const former_epoch& former : context_.history.former_epochs())
        welcome.former_epochs.push_back(former.epoch);
    append_welcome(bytes_, welcome);
}

void publisher_answers::pong(std::string_view ping) {
    append_frame(bytes_, frame_type::pong, ping);
}

void publisher_answers::acknowledge(const append_outcome& outcome) {
    if (outcome.stored_seq != 0)
        ack_ = ack_frame{outcome.stored_seq, outcome.stored_offset};
}

void publisher_answers::append(const error_frame& error) {
    if (!lines_) {
        append_error(bytes_, error);
        return;
    }
    bytes_ += "error ";
    bytes_ += name_of(error.why.code);
    bytes_ += ": " + error.why.message + "\n";
}

void publisher_answers::refuse(const error_frame& error) {
    append(error);
}

void publisher_answers::fail(refusal why) {
    flush_ack();
    error_frame error;
    error.why = std::move(why);
    append(error);
    failed_ = true;
}

void publisher_answers::drain() {
    drain_frame drain;
    drain.reason = "the hub is stopping";
    drain.reconnect = stopping::reconnect_after();
    if (lines_)
        bytes_ += "drain: " + drain.reason + "; come back in " +
                  std::to_string(drain.reconnect.count()) + " ms\n";
    else
        append_drain(bytes_, drain);
}

void publisher_answers::flush_ack() {
    if (ack_)
        append_ack(bytes_, *std::exchange(ack_, std::nullopt));
}

} // namespace crier
