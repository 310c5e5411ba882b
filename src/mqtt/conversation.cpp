#include "mqtt/conversation.hpp"

#include "async/completion.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <tuple>
#include <utility>
#include <variant>

namespace crier {

namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {

/// For the broker's answers to CONNECT and SUBSCRIBE, TLS before them.
constexpr auto subscribe_deadline = 10s;
/// A broker that takes no byte for so long is given up.
constexpr auto write_deadline = 30s;
/// Packets that are read at a time beside those of a window.
constexpr std::uint64_t reads_more = 100;
/// How often signs of life are seen to.
constexpr auto tick_interval = 1s;
/// How long a bridge that was told to stop waits for the hub, and for the broker.
constexpr auto farewell_deadline = 5s;

} // namespace

conversation::conversation(const parts& with)
    : parts_{with},
      link_{with.options.broker, with.options.mapping.filters, with.options.window, handlers()} {}

broker_handlers conversation::handlers() {
    broker_handlers out;
    out.connected = [this](bool session_present) {
        if (!session_present)
            parts_.deliveries.forget();
        parts_.logger.info("connected to the broker session={}",
                           session_present ? "continued" : "new");
    };
    out.message = [this](const broker_message& message) {
        take(message);
    };
    out.published = [this](int id, int reason) {
        parts_.returns.published(id, reason);
        is_useful_ = true;
    };
    return out;
}

asio::awaitable<conversation::end> conversation::run() {
    const auto executor = co_await asio::this_coro::executor;
    // A second descriptor of the same socket: libmosquitto closes its own when it likes.
    const int watched = ::dup(link_.socket());
    end ended;
    if (watched < 0) {
        ended.failure = broker_failure{std::strerror(errno), false};
        co_return ended;
    }
    socket_.emplace(executor, watched);
    subscribed_by_ = event::clock::now() + subscribe_deadline;
    ended.failure = co_await talk();
    ended.was_subscribed = is_subscribed_;
    ended.was_useful = is_useful_;
    co_return ended;
}

asio::awaitable<conversation::outcome> conversation::talk() {
    for (;;) {
        // All that was taken has been stored: what is queued may go, acknowledgements among it.
        auto failed = co_await write_all();
        if (failed)
            co_return failed;
        if (parts_.deliveries.acknowledge() > 0)
            is_useful_ = true;
        if (parts_.stopping.requested)
            co_return co_await leave();
        co_await wait_for_something();
        failed = take_window();
        write_file();
        if (taken_ > 0) {
            parts_.logger.debug("taken messages={} bytes={}", taken_, taken_bytes_);
            const bool stored = co_await all_stored();
            if (!stored)
                co_return broker_failure{"the hub has not stored what the broker sent", false};
        }
        if (failed)
            co_return failed;
    }
}

asio::awaitable<conversation::outcome> conversation::write_all() {
    using namespace asio::experimental::awaitable_operators;
    const auto deadline = event::clock::now() + write_deadline;
    while (link_.wants_write()) {
        if (auto failed = link_.write())
            co_return failed;
        if (!link_.wants_write())
            break;
        event never{socket_->get_executor()};
        const auto first = co_await (socket_->async_wait(descriptor::wait_write, as_result) ||
                                     never.wait_until(deadline));
        if (first.index() == 1)
            co_return broker_failure{"the broker takes nothing any more", false};
    }
    co_return std::nullopt;
}

/// From the broker or the hub, a signal, or that some time has passed.
asio::awaitable<void> conversation::wait_for_something() {
    using namespace asio::experimental::awaitable_operators;
    const auto tick = event::clock::now() + tick_interval;
    co_await (socket_->async_wait(descriptor::wait_read, as_result) ||
              parts_.returns.attention().wait_until(tick) || parts_.stopping.wanted.wait());
}

conversation::outcome conversation::take_window() {
    taken_ = 0;
    taken_bytes_ = 0;
    if (auto failed = link_.tick())
        return failed;
    // Not for as long as something is readable: libmosquitto may read nothing, and call that well.
    for (std::uint64_t reads = 0; reads < 2 * parts_.options.window + reads_more; ++reads) {
        if (taken_ >= parts_.options.window || taken_bytes_ >= conversation_bytes_max ||
            !link_.is_readable())
            break;
        if (auto failed = link_.read())
            return failed;
    }
    note_subscribed();
    if (!is_subscribed_ && event::clock::now() > subscribed_by_)
        return broker_failure{"the broker did not answer", false};
    if (is_subscribed_)
        parts_.returns.send(link_);
    return std::nullopt;
}

void conversation::note_subscribed() {
    if (is_subscribed_ || !link_.is_subscribed())
        return;
    is_subscribed_ = true;
    parts_.link.note_connected();
    parts_.logger.info("subscribed at the broker filters={}",
                       parts_.options.mapping.filters.size());
}

void conversation::take(const broker_message& message) {
    ++taken_;
    taken_bytes_ += message.topic.size() + message.payload.size();
    const topic_mapping& mapping = parts_.options.mapping;
    if (!takes(mapping, message.topic)) {
        // The broker's session has a filter that an earlier run asked for.
        if (!std::exchange(told_of_foreign_, true)) {
            parts_.logger.warn("messages of an earlier subscription are not taken topic={}",
                               message.topic);
        }
        return;
    }
    if (message.qos > 0 && !is_new(message))
        return;
    const bool taken = parts_.speakers.publish(source_of(mapping, message.topic),
                                               hub_topic(mapping, message.topic), message.payload);
    if (taken && message.qos > 0) {
        const publisher& first = parts_.speakers.first();
        handed_over noted;
        noted.id = message.id;
        noted.fingerprint = fingerprint(message.topic, message.payload);
        noted.seq = first.next_seq() - 1;
        parts_.file.add(first.session(), noted);
    }
}

bool conversation::is_new(const broker_message& message) {
    deliveries::delivery delivered;
    delivered.id = message.id;
    delivered.dup = message.dup;
    delivered.fingerprint = fingerprint(message.topic, message.payload);
    const bool taken = parts_.deliveries.take(delivered);
    if (!taken)
        parts_.logger.debug("delivered again topic={} id={}", message.topic, message.id);
    return taken;
}

/// Before anything of the window is sent to the hub, which the loop does.
void conversation::write_file() {
    parts_.file.note_returned(parts_.returns.reached());
    const std::string failed = parts_.file.write();
    if (failed.empty()) {
        told_of_file_ = false;
    } else if (!std::exchange(told_of_file_, true)) {
        parts_.logger.error("the state file can't be written reason=\"{}\"", failed);
    }
}

event::clock::time_point conversation::farewell_ends() const {
    return parts_.stopping.at + farewell_deadline;
}

/// Patience with the hub ends before the broker's with us: nothing is sent meanwhile. The broker
/// keeps what isn't acknowledged, and sends it again once the hub is back.
asio::awaitable<bool> conversation::all_stored() {
    using namespace asio::experimental::awaitable_operators;
    const auto patience = event::clock::now() + parts_.options.broker.keepalive;
    const auto given_up = parts_.stopping.requested ? farewell_ends() : patience;
    const auto first =
        co_await (parts_.speakers.stored_by(given_up) || parts_.stopping.wanted.wait());
    if (first.index() == 0)
        co_return std::get<0>(first);
    co_return co_await parts_.speakers.stored_by(farewell_ends());
}

/// What is on its way to the broker is waited for; then it is told that this is a good end, at
/// which it doesn't publish the last will.
asio::awaitable<conversation::outcome> conversation::leave() {
    using namespace asio::experimental::awaitable_operators;
    const auto deadline = farewell_ends();
    parts_.returns.finish();
    while (!parts_.returns.empty() && is_subscribed_ && event::clock::now() < deadline) {
        parts_.returns.send(link_);
        auto failed = co_await write_all();
        if (failed)
            co_return failed;
        event never{socket_->get_executor()};
        const auto until = std::min(deadline, event::clock::now() + tick_interval);
        co_await (socket_->async_wait(descriptor::wait_read, as_result) || never.wait_until(until));
        failed = take_window();
        write_file();
        if (failed)
            co_return failed;
        const bool stored = co_await all_stored();
        if (!stored)
            co_return std::nullopt;
    }
    link_.disconnect();
    auto failed = co_await write_all();
    event never{socket_->get_executor()};
    co_await (read_to_end() || never.wait_until(deadline));
    co_return failed;
}

/// Until the broker has closed, which it does once it has read everything: were we the first, with
/// something unread, the kernel would throw away our last acknowledgements.
asio::awaitable<void> conversation::read_to_end() {
    std::array<char, 4096> unread{};
    for (;;) {
        const auto into = asio::buffer(unread);
        const auto [ec, bytes] = co_await socket_->async_read_some(into, as_result);
        if (ec)
            co_return;
    }
}

} // namespace crier
