#include "publish/publisher_dialogue.hpp"

#include "async/completion.hpp"
#include "async/linger.hpp"
#include "async/peer_address.hpp"
#include "async/tls_handshake.hpp"
#include "faults/fault_switch.hpp"
#include "history/topic_limit.hpp"
#include "protocol/clock.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <chrono>
#include <tuple>
#include <utility>

namespace crier {

namespace asio = boost::asio;
using namespace std::chrono_literals;

publisher_session::publisher_session(transport connection, publisher_context& context)
    : connection_{std::move(connection)},
      context_{context},
      faults_{run_through(context.faults)},
      address_{peer_address(connection_.socket())},
      identity_{context.keeper, certificate_name(connection_)},
      rules_{context.payload_bytes_max, identity_.admitted()},
      input_{context.payload_bytes_max},
      share_{context.reading},
      batch_{std::make_shared<append_batch>(connection_.get_executor(),
                                            publisher_id{address_, random_id()})},
      wake_{connection_.get_executor()},
      drained_{connection_.get_executor()},
      stop_listener_{context.stop, wake_},
      answers_{context},
      presence_{context.presence, connection_.id(), address_},
      quota_{context.limits} {}

asio::awaitable<void> publisher_session::run() {
    using namespace asio::experimental::awaitable_operators;
    context_.log.debug("publisher connected connection={} address={}", connection_.id(), address_);
    co_await (read() && write());
    if (closing_first_)
        co_await linger(connection_);
    if (!claim_) // only a session with a name can come back
        context_.history.forget(batch_->who);
    context_.log.debug("publisher left connection={} source={} address={}", connection_.id(),
                       batch_->who.source, address_);
}

asio::awaitable<void> publisher_session::read() {
    for (bool reading = true; reading;) {
        while (answers_.bytes().size() > publisher_output_bytes_max && !taken_over_)
            std::ignore = co_await drained_.wait();
        const std::span<char> room = input_.room(share_.bytes());
        const auto [ec, bytes] =
            co_await connection_.async_read_some(asio::buffer(room.data(), room.size()), as_result);
        if (faults_)
            co_await faults_->pass(fault_line::way::in);
        if (ec == asio::error::eof)
            refuse_rest();
        else if (ec)
            presence_.end("connection_lost");
        if (ec || taken_over_)
            break;
        input_.received(bytes);
        if (input_.speaks_lines())
            answers_.speak_lines();
        reading = co_await obey_input();
        reading = reading && !taken_over_;
        if (reading && quota_.is_limited()) {
            deadlines_.forget_frame(); // it is the hub that lets it wait
            wake_.notify();
            co_await keep_to_quota(bytes);
        }
        deadlines_.note_input(reading && input_.in_part());
        wake_.notify();
    }
    reading_ended_ = true;
    wake_.notify();
}

std::unique_ptr<fault_line> publisher_session::run_through(fault_switch* faults) {
    if (faults == nullptr)
        return nullptr;
    return std::make_unique<fault_line>(
        *faults, connection_.id(),
        fault_line::ends{
            .cut = [this] { break_off(connection_.socket()); },
            .followed = [this] { return feed_ ? feed_->filters() : std::vector<std::string>{}; },
            .source =
                [this] {
                    return std::string_view{batch_->who.source};
                }});
}

/// Who publishes faster than it may isn't read from for a while: nothing is lost by that.
asio::awaitable<void> publisher_session::keep_to_quota(std::size_t bytes) {
    quota_.take(std::exchange(said_, 0), bytes, clock::now());
    const auto until = clock::now() + quota_.debt(clock::now());
    if (clock::now() >= until)
        co_return;
    refusal why = quota_.refuse();
    if (!std::exchange(quota_told_, true)) {
        error_frame error;
        error.why = std::move(why);
        error.why.message += "; the hub reads no faster";
        error.fatal = false;
        refuse(error);
        wake_.notify();
    }
    while (clock::now() < until && !taken_over_ && !context_.stop.requested())
        std::ignore = co_await drained_.wait_until(until);
}

/// What is to be awaited is awaited in the order of the input.
asio::awaitable<bool> publisher_session::obey_input() {
    for (bool more = true; more;) {
        const bool going_on = take_input();
        keep_taken();
        more = hello_ || relayed_;
        if (!batch_->items.empty()) {
            const bool stored = co_await store();
            if (!stored)
                co_return false;
        }
        if (!going_on || taken_over_)
            co_return false;
        if (hello_) {
            const bool introduced = co_await introduce();
            if (!introduced)
                co_return false;
        }
        if (relayed_)
            relay();
    }
    co_return true;
}

bool publisher_session::take_input() {
    for (;;) {
        const auto next = input_.next();
        if (!next) {
            if (next.error().code == errc::frame_too_large)
                context_.limits.reached.note(limit::frame);
            fail(next.error());
            return false;
        }
        if (!*next)
            return true;
        const auto* received = std::get_if<frame>(&**next);
        if (received == nullptr || received->type != frame_type::hello) {
            if (auto wrong = identity_.admit_silent(batch_->who)) {
                fail(std::move(*wrong));
                return false;
            }
        }
        if (!obey(std::visit([this](const auto& said) { return rules_.judge(said); }, **next)))
            return false;
        if (hello_ || relayed_)
            return true; // what comes after it waits for it
    }
}

bool publisher_session::obey(publish_rules::verdict verdict) {
    if (auto* taken = std::get_if<publish_rules::take>(&verdict)) {
        if (auto wrong = refuse_new_topic(context_.history, taken->said.topic,
                                          context_.limits.set.topics, context_.limits.reached))
            return obey(publish_rules::refuse_message(std::move(*wrong), taken->said));
        taken->said.source = batch_->who.source;
        taken->said.session = batch_->who.session;
        taken_.push_back(taken->said);
        ++said_;
    } else if (auto* hello = std::get_if<publish_rules::introduce>(&verdict)) {
        hello_ = std::move(hello->hello);
    } else if (auto* relayed = std::get_if<publish_rules::relay>(&verdict)) {
        relayed_ = std::move(*relayed);
    } else if (const auto* ping = std::get_if<publish_rules::answer>(&verdict)) {
        answers_.pong(ping->pong);
    } else if (auto* refused = std::get_if<publish_rules::refuse>(&verdict)) {
        if (refused->error.fatal) {
            fail(std::move(refused->error.why));
            return false;
        }
        refuse(refused->error);
        context_.book.refuse(refused->topic, refused->error.why.code);
        if (refused->used) {
            keep_taken();
            batch_->items.push_back(*refused->used);
        }
    }
    return true;
}

void publisher_session::keep_taken() {
    presence_.note(batch_->who, taken_);
    batch_->add(taken_);
    taken_.clear();
}

/// A line without an end may be one that was cut.
void publisher_session::refuse_rest() {
    if (!input_.speaks_lines() || !input_.in_part())
        return;
    error_frame error;
    error.why = {errc::bad_frame, "the last line has no end, so it may not be whole, and isn't "
                                  "published; end it with a newline"};
    error.fatal = false;
    refuse(error);
}

/// Ends the session of a publisher that may not stay.
void publisher_session::review() {
    auto wrong =
        identity_.admitted().review(feed_ ? feed_->filters() : std::vector<std::string>{}, now());
    if (!wrong || answers_.failed())
        return;
    fail(std::move(*wrong));
    deadlines_.drain_within(0s);
}

/// A session that another connection has is taken over in one step, after which that one hands
/// nothing more to the history. What it handed over before may still be on its way to be stored, so
/// an empty batch is stored behind it: once that is committed, so is everything of this session,
/// and last_seq can neither name what a crash would still lose nor miss what will be stored. Were
/// it read earlier, a restarted publisher, which goes on from last_seq with new messages, would
/// have those dropped as repetitions of the late ones. What the older connection had received and
/// not handed over is not stored and not acknowledged: its publisher still has it, and the
/// sequencer drops what it sends twice.
asio::awaitable<bool> publisher_session::introduce() {
    const hello_frame hello = *std::exchange(hello_, std::nullopt);
    if (auto wrong = identity_.admit(hello, batch_->who)) {
        fail(std::move(*wrong));
        co_return false;
    }
    if (!hello.session.empty()) {
        batch_->who.session = hello.session;
        claim_.emplace(context_.registry, batch_->who, *this);
        const bool stored = co_await store();
        if (!stored || taken_over_)
            co_return false;
    }
    if (identity_.is_named(hello))
        presence_.introduce(batch_->who, !hello.session.empty());
    answers_.welcome(batch_->who);
    context_.log.debug("publisher introduced itself connection={} source={} session={} address={}",
                       connection_.id(), batch_->who.source, batch_->who.session, address_);
    co_return true;
}

void publisher_session::relay() {
    const publish_rules::relay relayed = *std::exchange(relayed_, std::nullopt);
    if (!feed_)
        feed_ = context_.open_feed(connection_.id(), address_, identity_.admitted(), wake_);
    auto wrong = feed_->obey(relayed.type, relayed.body);
    if (!wrong)
        return;
    error_frame error;
    error.why = std::move(*wrong);
    error.fatal = false;
    refuse(error);
}

asio::awaitable<bool> publisher_session::store() {
    storing_ = true;
    context_.history.append(batch_);
    const bool committed = co_await batch_->committed.wait();
    storing_ = false;
    co_return committed&& take_outcome();
}

void publisher_session::on_taken_over() {
    taken_over_ = true;
    wake_.notify();
    drained_.notify();
}

bool publisher_session::take_outcome() {
    batch_->items.clear();
    const append_outcome& outcome = batch_->outcome;
    answers_.acknowledge(outcome);
    if (!outcome.stopped_by)
        return true;
    fail(*outcome.stopped_by);
    return false;
}

void publisher_session::refuse(const error_frame& error) {
    context_.log.debug("refused connection={} source={} code={} reason={}", connection_.id(),
                       batch_->who.source, name_of(error.why.code), error.why.message);
    answers_.refuse(error);
}

void publisher_session::fail(refusal why) {
    // The hub's own trouble is not the publisher's, and whoever notices it logs it: once.
    const auto level = why.code == errc::internal ? spdlog::level::debug : spdlog::level::warn;
    context_.log.log(
        level, "publisher refused connection={} source={} address={} code={} reason={}",
        connection_.id(), batch_->who.source, address_, name_of(why.code), why.message);
    presence_.end(name_of(why.code));
    answers_.fail(std::move(why));
    closing_first_ = true;
}

asio::awaitable<void> run_publisher(transport connection, publisher_context& context) {
    boost::system::error_code ignored; // keep-alive finds a peer that vanished
    connection.socket().set_option(asio::socket_base::keep_alive{true}, ignored);
    publisher_session session{std::move(connection), context};
    co_await session.run();
}

} // namespace crier
