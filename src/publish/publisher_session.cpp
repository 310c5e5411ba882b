#include "publish/publisher_session.hpp"

#include "async/completion.hpp"
#include "async/linger.hpp"
#include "async/peer_address.hpp"
#include "async/send_all.hpp"
#include "async/tls_handshake.hpp"
#include "protocol/clock.hpp"
#include "protocol/frame_decoder.hpp"
#include "protocol/random_id.hpp"
#include "publish/publish_rules.hpp"
#include "publish/publisher_answers.hpp"
#include "publish/publisher_identity.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using clock = event::clock;
using namespace std::chrono_literals;

// A frame that was begun and of which nothing more comes for this long ends the connection.
constexpr auto frame_deadline = 10s;
// How long a publisher that was told to drain may take to close by itself.
constexpr auto drain_grace = 2s;
// How often it is looked whether a silent publisher may still be connected.
constexpr auto review_interval = 1s;
// A publisher that doesn't read its answers is not read from either.
constexpr std::size_t output_bytes_max = std::size_t{64} * 1024;

/// One connection: read() and write() run side by side. Neither ends the other by force: the reader
/// says that it has ended, and the writer ends once everything has been said.
class publisher_session final : public publisher_registry::holder {
public:
    publisher_session(transport connection, publisher_context& context);

    asio::awaitable<void> run();

private:
    asio::awaitable<void> read();
    asio::awaitable<void> write();

    // These return whether to go on reading.
    asio::awaitable<bool> obey_frames();
    asio::awaitable<bool> introduce();
    asio::awaitable<bool> store();
    bool take_frames();
    bool take_outcome();
    bool obey(publish_rules::verdict verdict);
    void review();
    void keep_taken();

    asio::awaitable<void> catch_up();
    void relay();
    void on_taken_over() override;
    void refuse(const error_frame& error);
    void fail(refusal why);
    void compose_output();
    [[nodiscard]] clock::time_point next_deadline() const;
    void check_deadlines();

    transport connection_;
    publisher_context& context_;
    std::string address_;
    publisher_identity identity_;
    publish_rules rules_;
    frame_decoder decoder_;
    read_budget::share share_;
    std::vector<message> taken_; ///< of the frames at hand; their texts are the decoder's
    std::shared_ptr<append_batch> batch_;
    std::optional<publish_rules::relay> relayed_;    ///< to be obeyed
    std::unique_ptr<message_feed> feed_;             ///< once it has subscribed
    std::optional<hello_frame> hello_;               ///< to be answered
    std::optional<publisher_registry::claim> claim_; ///< to a session that HELLO named
    bool taken_over_ = false;                        ///< nothing more goes to the history
    bool storing_ = false;                           ///< the batch is the history's

    event wake_;    ///< for the writer: there is something to say or to see to
    event drained_; ///< for the reader: the output has room again
    stopping::notifier stop_listener_;
    publisher_answers answers_;
    std::string writing_;
    bool reading_ended_ = false;
    bool closing_first_ = false; ///< the hub ends the connection, not the publisher
    std::optional<clock::time_point> drain_until_;
    std::optional<clock::time_point> frame_due_; ///< while a frame is incomplete
};

publisher_session::publisher_session(transport connection, publisher_context& context)
    : connection_{std::move(connection)},
      context_{context},
      address_{peer_address(connection_.socket())},
      identity_{context.keeper, certificate_name(connection_)},
      rules_{context.payload_bytes_max, identity_.admitted()},
      decoder_{context.payload_bytes_max + frame_overhead_max},
      share_{context.reading},
      batch_{std::make_shared<append_batch>(connection_.get_executor(),
                                            publisher_id{address_, random_id()})},
      wake_{connection_.get_executor()},
      drained_{connection_.get_executor()},
      stop_listener_{context.stop, wake_},
      answers_{context} {}

asio::awaitable<void> publisher_session::run() {
    using namespace asio::experimental::awaitable_operators;
    context_.log.debug("publisher connected address={}", address_);
    co_await (read() && write());
    if (closing_first_)
        co_await linger(connection_);
    if (!claim_) // only a session with a name can come back
        context_.history.forget(batch_->who);
    context_.log.debug("publisher left source={} address={}", batch_->who.source, address_);
}

asio::awaitable<void> publisher_session::read() {
    for (bool reading = true; reading;) {
        while (answers_.bytes().size() > output_bytes_max && !taken_over_)
            std::ignore = co_await drained_.wait();
        const std::span<char> room = decoder_.room(share_.bytes());
        const auto [ec, bytes] =
            co_await connection_.async_read_some(asio::buffer(room.data(), room.size()), as_result);
        if (ec || taken_over_)
            break;
        decoder_.received(bytes);
        reading = co_await obey_frames();
        reading = reading && !taken_over_;
        frame_due_.reset();
        if (reading && decoder_.in_frame())
            frame_due_ = clock::now() + frame_deadline;
        wake_.notify();
    }
    reading_ended_ = true;
    wake_.notify();
}

/// What is to be awaited is awaited in the order of the frames.
asio::awaitable<bool> publisher_session::obey_frames() {
    for (bool more = true; more;) {
        const bool going_on = take_frames();
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

bool publisher_session::take_frames() {
    for (;;) {
        const auto next = decoder_.next();
        if (!next) {
            fail(next.error());
            return false;
        }
        if (!*next)
            return true;
        if ((*next)->type != frame_type::hello) {
            if (auto wrong = identity_.admit_silent(batch_->who)) {
                fail(std::move(*wrong));
                return false;
            }
        }
        if (!obey(rules_.judge(**next)))
            return false;
        if (hello_ || relayed_)
            return true; // what comes after it waits for it
    }
}

bool publisher_session::obey(publish_rules::verdict verdict) {
    if (auto* taken = std::get_if<publish_rules::take>(&verdict)) {
        taken->said.source = batch_->who.source;
        taken->said.session = batch_->who.session;
        taken_.push_back(taken->said);
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
    batch_->add(taken_);
    taken_.clear();
}

/// Ends the session of a publisher that may not stay.
void publisher_session::review() {
    auto wrong =
        identity_.admitted().review(feed_ ? feed_->filters() : std::vector<std::string>{}, now());
    if (!wrong || answers_.failed())
        return;
    fail(std::move(*wrong));
    drain_until_ = clock::now();
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
    answers_.welcome(batch_->who);
    context_.log.debug("publisher introduced itself source={} session={} address={}",
                       batch_->who.source, batch_->who.session, address_);
    co_return true;
}

void publisher_session::relay() {
    const publish_rules::relay relayed = *std::exchange(relayed_, std::nullopt);
    if (!feed_)
        feed_ = context_.open_feed(address_, identity_.admitted(), wake_);
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
    context_.log.debug("refused source={} code={} reason={}", batch_->who.source,
                       name_of(error.why.code), error.why.message);
    answers_.refuse(error);
}

void publisher_session::fail(refusal why) {
    // The hub's own trouble is not the publisher's, and whoever notices it logs it: once.
    const auto level = why.code == errc::internal ? spdlog::level::debug : spdlog::level::warn;
    context_.log.log(level, "publisher refused source={} address={} code={} reason={}",
                     batch_->who.source, address_, name_of(why.code), why.message);
    answers_.fail(std::move(why));
    closing_first_ = true;
}

asio::awaitable<void> publisher_session::write() {
    for (;;) {
        compose_output();
        if (!answers_.bytes().empty()) {
            std::swap(answers_.bytes(), writing_);
            const auto ec = co_await send_all(connection_, writing_, context_.write_deadline);
            writing_.clear();
            drained_.notify();
            if (ec) {
                if (ec == asio::error::timed_out)
                    context_.log.info("publisher doesn't read, closed source={} address={}",
                                      batch_->who.source, address_);
                boost::system::error_code ignored;
                connection_.socket().close(ignored); // ends the reader too
                co_return;
            }
            continue;
        }
        if (reading_ended_)
            co_return;
        if (feed_ && feed_->is_behind()) {
            co_await catch_up();
            continue;
        }
        std::ignore = co_await wake_.wait_until(next_deadline());
        check_deadlines();
    }
}

void publisher_session::compose_output() {
    if (taken_over_ && !storing_ && !closing_first_) { // its last acknowledgement goes first
        fail({errc::taken_over, "another connection came with the same source and session; give "
                                "each publisher a session of its own"});
        drain_until_ = clock::now() + linger_deadline;
    }
    answers_.flush_ack();
    if (context_.stop.requested() && !drain_until_ && !reading_ended_) {
        answers_.drain();
        drain_until_ = clock::now() + drain_grace;
        closing_first_ = true;
    }
    if (feed_ && !answers_.failed() && !reading_ended_)
        feed_->take(answers_.bytes(), output_bytes_max);
}

asio::awaitable<void> publisher_session::catch_up() {
    const bool read = co_await feed_->catch_up();
    if (!read && !drain_until_) {
        fail({errc::internal, "the history can't be read"});
        drain_until_ = clock::now();
    }
    check_deadlines();
    co_await asio::post(connection_.get_executor(), asio::use_awaitable); // the others' turn
}

clock::time_point publisher_session::next_deadline() const {
    auto deadline = clock::now() + 1h;
    if (frame_due_)
        deadline = std::min(deadline, *frame_due_);
    if (drain_until_)
        deadline = std::min(deadline, *drain_until_);
    if (identity_.admitted().is_limited())
        deadline = std::min(deadline, clock::now() + review_interval);
    return deadline;
}

void publisher_session::check_deadlines() {
    review();
    const auto now = clock::now();
    const bool frame_late = frame_due_ && now >= *frame_due_;
    if (frame_late)
        fail({errc::timeout, "a frame was begun and nothing more of it came for 10 s"});
    if (frame_late || (drain_until_ && now >= *drain_until_)) {
        // Ends the reader as if the publisher had closed: what it has read is still stored.
        boost::system::error_code ignored;
        connection_.socket().shutdown(tcp::socket::shutdown_receive, ignored);
        frame_due_.reset();
    }
}

} // namespace

asio::awaitable<void> run_publisher(transport connection, publisher_context& context) {
    boost::system::error_code ignored; // keep-alive finds a peer that vanished
    connection.socket().set_option(asio::socket_base::keep_alive{true}, ignored);
    publisher_session session{std::move(connection), context};
    co_await session.run();
}

} // namespace crier
