#include "client/subscriber_connection.hpp"

#include "protocol/gap_text.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace crier {

subscriber_connection::subscriber_connection(subscriber_state& state)
    : hub_connection{state, state.options, hello_with(state.options)}, state_{state} {}

/// Whoever asks for nothing of the past begins at the hub's last offset, and by that name: should
/// the connection be cut before the first message, the next one goes on from there.
void subscriber_connection::begin(const welcome_frame& welcome) {
    epoch_ = welcome.epoch;
    auto& reached = state_.reached;
    if (!reached && state_.options.last == 0) {
        reached = position{welcome.epoch, welcome.offset};
    } else if (reached && !reached->epoch && reached->offset > offset{}) {
        // The next connection may meet another history. 0 alone means "all that is kept", which no
        // position of this history can say.
        reached->epoch = welcome.epoch;
    }
}

void subscriber_connection::take(const frame& frame) {
    if (frame.type != frame_type::message)
        return;
    const auto message = parse_message(frame.body);
    if (!is_readable(message) || !is_ahead(message->offset))
        return;
    mark_useful();
    state_.reached = position{epoch_, message->offset};
    if (state_.handlers.message)
        state_.handlers.message(*message);
}

void subscriber_connection::refused(const error_frame& error) {
    const auto gap = parse_gap_text(error.why.message);
    if (!error.fatal && gap) {
        missed(*gap);
        return;
    }
    // A SUBSCRIBE that was refused would be refused again, except for the hub's own troubles.
    end(error.why.code, error.why.message,
        can_get_better(error.why.code, state_.options) ? connection_end::next_step::retry
                                                       : connection_end::next_step::give_up);
}

void subscriber_connection::missed(const gap& missing) {
    const offset reached = missing.before.previous();
    const bool epoch_changed = missing.reason == gap_reason::epoch_changed;
    if (!welcomed()) {
        end(errc::bad_frame, "the hub told of a gap before WELCOME");
        return;
    }
    if (!epoch_changed && !is_ahead(reached))
        return;
    state_.reached = position{epoch_, reached};
    const missed_messages missed{missing.after, missing.before, epoch_changed};
    if (state_.handlers.missed)
        state_.handlers.missed(missed);
}

/// A hub that goes back would have messages handed over twice: the connection ends instead.
bool subscriber_connection::is_ahead(offset next) {
    const auto& reached = state_.reached;
    if (!reached || reached->epoch != epoch_ || next > reached->offset)
        return true;
    end(errc::bad_frame, "the hub went back from offset " + std::to_string(reached->offset.value) +
                             " to " + std::to_string(next.value));
    return false;
}

void subscriber_connection::append_output(std::string& out) {
    if (std::exchange(subscribed_, true))
        return;
    boost::json::array topics;
    for (const std::string& filter : state_.options.filters)
        topics.emplace_back(filter);
    boost::json::object body{{"topics", std::move(topics)}};
    if (const auto& since = state_.reached) {
        const std::string at = std::to_string(since->offset.value);
        body["since"] = since->epoch ? since->epoch->text() + ":" + at : at;
    } else if (state_.options.last > 0) {
        body["last"] = state_.options.last;
    }
    append_frame(out, frame_type::subscribe, boost::json::serialize(body));
}

} // namespace crier
