#include "client/publisher_connection.hpp"

#include <cstddef>
#include <string>

namespace crier {
namespace {

// One write carries what fills the kernel's send buffer; more would only be copied twice.
constexpr std::size_t batch_bytes_max = std::size_t{128} * 1024;

std::string lost_end(std::uint64_t acknowledged, std::uint64_t left) {
    return "the hub has lost the end of its history: it had acknowledged this session's messages "
           "up to seq " +
           std::to_string(acknowledged) + ", and has those up to " + std::to_string(left);
}

} // namespace

publisher_connection::publisher_connection(publisher_state& state)
    : hub_connection{state, state.options, hello_with(state.options, state.session)},
      state_{state} {}

void publisher_connection::begin(const welcome_frame& welcome) {
    state_.payload_bytes_max = welcome.max_payload;
    const std::uint64_t known = state_.messages.acknowledged();
    const std::uint64_t known_seq = state_.messages.acknowledged_seq();
    const auto resumption =
        state_.messages.resume(welcome.epoch, welcome.last_seq, welcome.former_epochs);
    if (state_.messages.acknowledged() > known)
        mark_useful(); // the connection before got something through
    tell_acknowledged(known, std::nullopt);
    if (resumption == unacknowledged::resumption::new_session) {
        const bool is_cut = !welcome.former_epochs.empty() && welcome.last_seq < known_seq;
        begin_session(is_cut ? lost_end(known_seq, welcome.last_seq)
                             : "the hub's history is another than before");
        return;
    }
    if (state_.handlers.welcomed)
        state_.handlers.welcomed(welcome);
    const auto too_large = state_.messages.refuse_larger(welcome.max_payload);
    const refusal why{errc::bad_payload, "the payload is over this hub's limit of " +
                                             std::to_string(welcome.max_payload) + " bytes"};
    for (const std::uint64_t number : too_large) {
        if (state_.handlers.refused)
            state_.handlers.refused(number, why);
    }
    settle();
    if (!too_large.empty())
        begin_session("messages were dropped that were too large for this hub");
}

void publisher_connection::begin_session(const std::string& why) {
    if (state_.options.one_history) {
        end(errc::position_unknown, why, connection_end::next_step::give_up);
        return;
    }
    state_.messages.begin_session();
    state_.session.clear();
    end(errc::connection_ended, why, connection_end::next_step::at_once);
}

void publisher_connection::take(const frame& frame) {
    if (frame.type != frame_type::ack)
        return;
    const auto ack = parse_ack(frame.body);
    if (!is_readable(ack))
        return;
    const std::uint64_t known = state_.messages.acknowledged();
    state_.messages.acknowledge(ack->seq);
    mark_useful();
    const bool is_about_it = state_.messages.last_acknowledged().seq == ack->seq;
    tell_acknowledged(known, is_about_it ? std::optional{ack->offset} : std::nullopt);
    settle();
}

void publisher_connection::tell_acknowledged(std::uint64_t before, std::optional<offset> at) {
    if (state_.messages.acknowledged() > before && state_.handlers.acknowledged)
        state_.handlers.acknowledged(state_.messages.last_acknowledged().number, at);
}

void publisher_connection::refused(const error_frame& error) {
    const errc code = error.why.code;
    // Of a fatal one only these two are about the message itself; sent again, it would end the next
    // connection too.
    const bool content = code == errc::bad_topic || code == errc::bad_payload;
    if (error.seq && (!error.fatal || content))
        drop(*error.seq, error.why);
    if (error.fatal) {
        end(code, error.why.message,
            can_get_better(code, state_.options) ? connection_end::next_step::retry
                                                 : connection_end::next_step::give_up);
    }
}

void publisher_connection::drop(std::uint64_t seq, const refusal& why) {
    const auto number = state_.messages.refuse(seq);
    settle();
    if (number && state_.handlers.refused)
        state_.handlers.refused(*number, why);
}

void publisher_connection::settle() {
    if (state_.messages.empty())
        state_.settled.wake_all();
    state_.room.wake_first();
}

bool publisher_connection::awaits_answer() const {
    return welcomed() && state_.messages.in_flight() > 0;
}

void publisher_connection::append_output(std::string& out) {
    state_.messages.append_unsent(out, batch_bytes_max);
}

hello_frame hello_with(const publisher_options& options, const std::string& session) {
    hello_frame hello = hello_with(options);
    hello.session = session;
    return hello;
}

} // namespace crier
