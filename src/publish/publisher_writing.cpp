#include "publish/publisher_dialogue.hpp"

#include "async/linger.hpp"
#include "async/send_all.hpp"
#include "protocol/clock.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <chrono>
#include <tuple>
#include <utility>

// What the writer's side of a publisher's connection does.

namespace crier {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using namespace std::chrono_literals;

// How long a publisher that was told to drain may take to close by itself.
constexpr auto drain_grace = 2s;
// How often it is looked whether a silent publisher may still be connected.
constexpr auto review_interval = 1s;

} // namespace

asio::awaitable<void> publisher_session::write() {
    for (;;) {
        compose_output();
        if (!answers_.bytes().empty()) {
            if (faults_)
                co_await faults_->pass(fault_line::way::out);
            std::swap(answers_.bytes(), writing_);
            const auto ec = co_await send_all(connection_, writing_, context_.write_deadline);
            writing_.clear();
            drained_.notify();
            if (ec) {
                if (ec == asio::error::timed_out)
                    context_.log.info(
                        "publisher doesn't read, closed connection={} source={} address={}",
                        connection_.id(), batch_->who.source, address_);
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
        std::ignore = co_await wake_.wait_until(
            deadlines_.next(identity_.admitted().is_limited() ? review_interval : 1h));
        check_deadlines();
    }
}

void publisher_session::compose_output() {
    if (taken_over_ && !storing_ && !closing_first_) { // its last acknowledgement goes first
        fail({errc::taken_over, "another connection came with the same source and session; give "
                                "each publisher a session of its own"});
        deadlines_.drain_within(linger_deadline);
    }
    answers_.flush_ack();
    if (context_.stop.requested() && !deadlines_.draining() && !reading_ended_) {
        answers_.drain();
        deadlines_.drain_within(drain_grace);
        closing_first_ = true;
    }
    if (feed_ && !answers_.failed() && !reading_ended_)
        feed_->take(answers_.bytes(), publisher_output_bytes_max);
}

asio::awaitable<void> publisher_session::catch_up() {
    const bool read = co_await feed_->catch_up();
    if (!read && !deadlines_.draining()) {
        fail({errc::internal, "the history can't be read"});
        deadlines_.drain_within(0s);
    }
    check_deadlines();
    co_await asio::post(connection_.get_executor(), asio::use_awaitable); // the others' turn
}

void publisher_session::check_deadlines() {
    review();
    const auto now = clock::now();
    const bool frame_late = deadlines_.frame_late(now);
    if (frame_late) {
        context_.limits.reached.note(limit::frame_deadline);
        fail({errc::timeout, "a frame or a line was begun and nothing more of it came for 10 s"});
    }
    if (frame_late || deadlines_.drained(now)) {
        // Ends the reader as if the publisher had closed: what it has read is still stored.
        boost::system::error_code ignored;
        connection_.socket().shutdown(tcp::socket::shutdown_receive, ignored);
        deadlines_.forget_frame();
    }
}

} // namespace crier
