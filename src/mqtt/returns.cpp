#include "mqtt/returns.hpp"

#include "options/units.hpp"

#include <tuple>
#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

// What waits for the broker in memory; the hub's history has the rest.
constexpr std::size_t waiting_max = 1000;
constexpr std::size_t waiting_bytes_max = std::size_t{8} * 1024 * 1024;

/// How many are on their way at a time: as many as brokers take at least, by default.
constexpr std::size_t on_the_way_max = 20;

constexpr int first_failure = 128;

} // namespace

returns::returns(const asio::any_io_executor& executor, connection_options hub,
                 std::vector<std::string> filters, const std::optional<position>& since,
                 const topic_mapping& mapping, spdlog::logger& logger)
    : executor_{executor},
      mapping_{mapping},
      logger_{logger},
      room_{executor},
      attention_{executor} {
    static_cast<connection_options&>(options_) = std::move(hub);
    options_.filters = std::move(filters);
    options_.since = since;
    taken_ = since;
}

asio::awaitable<refusal> returns::run() {
    if (options_.filters.empty()) {
        event never{executor_};
        std::ignore = co_await never.wait();
    }
    for (;;) {
        while (is_full() || finishing_)
            std::ignore = co_await room_.wait(); // the loop asks why
        subscriber hub{executor_, options_, handlers()};
        following_ = &hub;
        refusal why = co_await hub.run();
        following_ = nullptr;
        note_position(hub);
        options_.since = taken_;
        if (why.code != errc::closed)
            co_return why;
    }
}

subscriber_handlers returns::handlers() {
    subscriber_handlers handlers;
    handlers.message = [this](const message& seen) {
        take(seen);
    };
    handlers.missed = [this](const missed_messages& missed) {
        ++gaps_;
        logger_.error("messages for the broker are gone from the hub after={} before={}",
                      missed.after.value, missed.before.value);
    };
    handlers.connected = [this](const std::string& hub) {
        note_position(*following_); // where it begins, before anything has come
        logger_.debug("following the hub name={}", hub);
    };
    handlers.disconnected = [this](const setback& setback) {
        logger_.debug("not following the hub retry_in={} reason=\"{}\"",
                      duration_text(setback.retry_in), setback.why.message);
    };
    return handlers;
}

bool returns::is_full() const noexcept {
    return waiting_.size() >= waiting_max || bytes_ >= waiting_bytes_max;
}

void returns::note_position(const subscriber& hub) {
    if (const auto reached = hub.position())
        taken_ = reached;
}

std::optional<position> returns::reached() const {
    return waiting_.empty() ? taken_ : waiting_.front().before;
}

void returns::take(const message& seen) {
    const auto before = taken_;
    note_position(*following_);
    if (came_from_broker(mapping_, seen.topic, seen.source))
        return;
    ++counts_.taken;
    waiting_message message;
    message.topic = broker_topic(mapping_, seen.topic);
    message.payload = seen.payload;
    message.before = before;
    bytes_ += message.topic.size() + message.payload.size();
    waiting_.push_back(std::move(message));
    attention_.notify();
    if (is_full())
        following_->close(); // it goes on here once there is room
}

void returns::send(broker_link& link) {
    while (sent_ < waiting_.size() && ids_.size() < on_the_way_max) {
        waiting_message& message = waiting_[sent_];
        if (!message.answered) { // it may have been, on the connection before
            const auto id = link.publish(message.topic, message.payload);
            if (!id && id.error().code == errc::connection_ended)
                break;
            if (id) {
                ids_[*id] = first_ + sent_;
            } else {
                drop(message, id.error().message);
                message.answered = true;
            }
        }
        ++sent_;
    }
    forget_answered();
}

void returns::published(int id, int reason) {
    const auto found = ids_.find(id);
    if (found == ids_.end())
        return;
    waiting_message& message = waiting_[static_cast<std::size_t>(found->second - first_)];
    ids_.erase(found);
    message.answered = true;
    if (reason >= first_failure)
        drop(message, "the broker refuses it, reason " + std::to_string(reason));
    else
        ++counts_.acknowledged;
    forget_answered();
    attention_.notify();
}

void returns::drop(const waiting_message& message, const std::string& why) {
    ++counts_.refused;
    logger_.error("message for the broker dropped connection=broker topic={} reason=\"{}\"",
                  message.topic, why);
}

void returns::forget_answered() {
    while (!waiting_.empty() && waiting_.front().answered) {
        bytes_ -= waiting_.front().topic.size() + waiting_.front().payload.size();
        waiting_.pop_front();
        ++first_;
        if (sent_ > 0)
            --sent_;
    }
    // Half of it, so that a busy hub isn't asked anew for every message.
    if (waiting_.size() <= waiting_max / 2 && bytes_ <= waiting_bytes_max / 2)
        room_.notify();
}

void returns::cut() {
    sent_ = 0;
    ids_.clear();
}

void returns::finish() {
    finishing_ = true;
    if (following_ != nullptr)
        following_->close();
}

} // namespace crier
