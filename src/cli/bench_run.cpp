#include "cli/bench_run.hpp"

#include "protocol/clock.hpp"
#include "protocol/random_id.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/this_coro.hpp>

#include <algorithm>
#include <exception>
#include <tuple>
#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

constexpr std::chrono::seconds connect_deadline{15};
constexpr std::chrono::seconds drain_deadline{15};
constexpr std::chrono::seconds stop_deadline{2};
// Enough for a hub's batches, and little enough that what waits in here doesn't count as latency
// for long.
constexpr std::size_t buffer_messages = 1024;

} // namespace

bench_run::bench_run(const asio::any_io_executor& executor, bench_order order)
    : order_{std::move(order)}, topic_{"bench/" + random_id().substr(0, 8)}, changed_{executor} {
    for (std::size_t i = 0; i < order_.subscribers; ++i)
        add_listener(executor);
    for (std::size_t i = 0; i < order_.publishers; ++i) {
        publisher_options options;
        static_cast<connection_options&>(options) = order_.hub;
        options.source = "bench-" + std::to_string(i + 1);
        options.buffer_messages_max = buffer_messages;
        publisher_handlers told;
        told.refused = [this](std::uint64_t /*number*/, const refusal& why) {
            failed_ = why;
            stop();
        };
        speakers_.push_back({std::make_unique<publisher>(executor, options, told), 0});
    }
}

void bench_run::add_listener(const asio::any_io_executor& executor) {
    auto added = std::make_unique<listener>(order_.publishers);
    listener& self = *added;
    subscriber_options options;
    static_cast<connection_options&>(options) = order_.hub;
    options.filters = {topic_ + "/#"};
    subscriber_handlers told;
    told.message = [&self](const message& got) {
        if (const auto payload = parse_bench_text(got.payload))
            self.ledger.count(*payload, now());
    };
    told.connected = [this, &self](const std::string& /*hub*/) {
        self.is_ready = true;
        changed_.notify();
    };
    told.disconnected = [this](const setback& setback) {
        setback_ = ": " + setback.why.message;
    };
    added->in = std::make_unique<subscriber>(executor, options, told);
    listeners_.push_back(std::move(added));
}

void bench_run::stop() {
    is_stopped_ = true;
    changed_.notify();
}

void bench_run::spawn_all(const asio::any_io_executor& executor) {
    const auto on_end = [this](const std::exception_ptr& failure, const refusal& why) {
        --running_;
        if (failure)
            std::rethrow_exception(failure);
        if (why.code != errc::closed && !failed_) {
            failed_ = why;
            stop();
        }
        changed_.notify();
    };
    running_ = speakers_.size() + listeners_.size();
    for (const speaker& one : speakers_)
        asio::co_spawn(executor, one.out->run(), on_end);
    for (const auto& one : listeners_)
        asio::co_spawn(executor, one->in->run(), on_end);
}

asio::awaitable<bool> bench_run::wait_for_listeners() {
    const auto deadline = event::clock::now() + connect_deadline;
    const auto is_ready = [this] {
        std::size_t ready = 0;
        for (const auto& one : listeners_)
            ready += one->is_ready ? 1 : 0;
        return ready == listeners_.size();
    };
    while (!is_ready() && !is_stopped_) {
        const bool notified = co_await changed_.wait_until(deadline);
        if (!notified)
            co_return false;
    }
    co_return !is_stopped_;
}

asio::awaitable<void> bench_run::pause_until(event::clock::time_point due) {
    const auto executor = co_await asio::this_coro::executor;
    event never{executor};
    constexpr std::chrono::milliseconds look_interval{100}; // at whether it was stopped
    while (event::clock::now() < due && !is_stopped_) {
        const auto next =
            std::min<event::clock::time_point>(due, event::clock::now() + look_interval);
        std::ignore = co_await never.wait_until(next);
    }
}

asio::awaitable<void> bench_run::speak(std::size_t index) {
    speaker& self = speakers_[index];
    const std::string topic = topic_ + "/" + std::to_string(index + 1);
    const auto end = begun_ + order_.duration;
    const double per_second =
        static_cast<double>(order_.rate) / static_cast<double>(order_.publishers);
    while (!is_stopped_ && event::clock::now() < end) {
        if (order_.rate > 0) {
            // Publishers don't all speak in the same moment.
            const double part = static_cast<double>(index) / static_cast<double>(order_.publishers);
            const std::chrono::duration<double> later{(static_cast<double>(self.said) + part) /
                                                      per_second};
            const auto due = begun_ + std::chrono::duration_cast<event::clock::duration>(later);
            if (due >= end)
                break;
            co_await pause_until(due);
        }
        std::string text = bench_text({index, self.said + 1, now()}, order_.bytes);
        const auto taken = co_await self.out->publish_when_room(topic, std::move(text));
        if (!taken)
            break;
        ++self.said;
    }
    --speaking_;
    changed_.notify();
}

/// A speaker whose buffer is full waits for the hub, which may be gone.
asio::awaitable<void> bench_run::wait_for_speakers() {
    auto deadline = begun_ + order_.duration + drain_deadline;
    while (speaking_ > 0) {
        const bool notified = co_await changed_.wait_until(deadline);
        if (!notified)
            break;
        if (is_stopped_)
            deadline =
                std::min<event::clock::time_point>(deadline, event::clock::now() + stop_deadline);
    }
}

asio::awaitable<void> bench_run::wait_for_everything() {
    constexpr std::chrono::milliseconds look_interval{20};
    const auto deadline = event::clock::now() + drain_deadline;
    const auto is_there = [this] {
        return acknowledged() == said() && missing() == 0;
    };
    while (!is_there() && !failed_ && event::clock::now() < deadline) {
        const auto again = event::clock::now() + look_interval;
        std::ignore = co_await changed_.wait_until(again);
    }
}

asio::awaitable<std::optional<refusal>> bench_run::run() {
    const auto executor = co_await asio::this_coro::executor;
    spawn_all(executor);
    const bool is_ready = co_await wait_for_listeners();
    if (is_ready) {
        begun_ = event::clock::now();
        speaking_ = speakers_.size();
        const auto on_end = [](const std::exception_ptr& failure) {
            if (failure)
                std::rethrow_exception(failure);
        };
        for (std::size_t i = 0; i < speakers_.size(); ++i)
            asio::co_spawn(executor, speak(i), on_end);
        co_await wait_for_speakers();
        ended_ = event::clock::now();
        co_await wait_for_everything();
    } else if (!failed_ && !is_stopped_) {
        failed_ = refusal{errc::timeout, "not everybody could connect" + setback_};
    }
    for (const speaker& one : speakers_)
        one.out->close();
    for (const auto& one : listeners_)
        one->in->close();
    while (running_ > 0 || speaking_ > 0)
        std::ignore = co_await changed_.wait();
    co_return failed_;
}

event::clock::duration bench_run::published_for() const {
    if (begun_ == event::clock::time_point{})
        return {};
    return ended_.value_or(event::clock::now()) - begun_;
}

std::uint64_t bench_run::said() const {
    std::uint64_t out = 0;
    for (const speaker& one : speakers_)
        out += one.said;
    return out;
}

std::uint64_t bench_run::acknowledged() const {
    std::uint64_t out = 0;
    for (const speaker& one : speakers_)
        out += one.out->acknowledged();
    return out;
}

std::uint64_t bench_run::received() const {
    std::uint64_t out = 0;
    for (const auto& one : listeners_)
        out += one->ledger.received();
    return out;
}

std::uint64_t bench_run::doubled() const {
    std::uint64_t out = 0;
    for (const auto& one : listeners_)
        out += one->ledger.doubled();
    return out;
}

std::uint64_t bench_run::missing() const {
    std::vector<std::uint64_t> kept;
    for (const speaker& one : speakers_)
        kept.push_back(one.out->acknowledged());
    std::uint64_t out = 0;
    for (const auto& one : listeners_)
        out += one->ledger.missing(kept);
    return out;
}

latency_histogram bench_run::latency() const {
    latency_histogram out;
    for (const auto& one : listeners_)
        out.add(one->ledger.latency());
    return out;
}

} // namespace crier
