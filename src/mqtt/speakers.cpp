#include "mqtt/speakers.hpp"

#include "mqtt/mapping.hpp"
#include "options/units.hpp"

#include <bit>
#include <chrono>
#include <tuple>

namespace crier {

namespace asio = boost::asio;

namespace {

/// How long connections that were told to end may take for it.
constexpr std::chrono::seconds closing_time{1};

} // namespace

speakers::speakers(const asio::any_io_executor& executor, connection_options hub,
                   const identity& first, const limits& at_most, spdlog::logger& logger)
    : executor_{executor},
      hub_{std::move(hub)},
      first_{first.source},
      limits_{at_most},
      logger_{logger},
      connected_{executor},
      refused_{executor},
      group_{executor, [&logger](const std::exception_ptr&) {
                 logger.error("a connection to the hub failed");
             }} {
    add(first);
}

speakers::~speakers() = default;

speakers::speaker& speakers::speaker_of(const std::string& source) {
    const auto found = speakers_.find(source);
    if (found == speakers_.end())
        return add({source, {}});
    used_.splice(used_.end(), used_, found->second.used);
    return found->second;
}

speakers::speaker& speakers::add(const identity& who) {
    make_room();
    const std::string& source = who.source;
    publisher_options options;
    static_cast<connection_options&>(options) = hub_;
    options.source = source;
    options.session = who.session;
    options.buffer_messages_max = limits_.messages_max;
    options.buffer_bytes_max = limits_.bytes_max;
    speaker& added = speakers_[source];
    added.publisher = std::make_shared<publisher>(executor_, options, handlers_of(source));
    added.used = used_.insert(used_.end(), source);
    group_.spawn(run(source, added.publisher));
    return added;
}

/// Those that have nothing left to be stored can go; what they say later, they say anew.
void speakers::make_room() {
    for (auto it = used_.begin(); it != used_.end() && speakers_.size() >= limits_.sources_max;) {
        const auto found = speakers_.find(*it);
        if (*it == first_ || found->second.publisher->unacknowledged() > 0) {
            ++it;
            continue;
        }
        counts_.acknowledged += found->second.publisher->acknowledged();
        found->second.publisher->close();
        speakers_.erase(found);
        it = used_.erase(it);
    }
}

publisher_handlers speakers::handlers_of(const std::string& source) {
    publisher_handlers handlers;
    handlers.connected = [this, source](const std::string& name) {
        const auto level = source == first_ ? spdlog::level::info : spdlog::level::debug;
        logger_.log(level, "connected to the hub source={} name={}", source, name);
        if (source == first_)
            link_.note_connected();
        connected_.notify();
    };
    handlers.disconnected = [this, source](const publisher_setback& setback) {
        if (source == first_)
            link_.note_lost();
        // A hub that is away for long is mentioned ever more rarely, and once for all sources.
        const bool mentioned =
            source == first_ && (setback.was_connected || std::has_single_bit(setback.attempts));
        logger_.log(mentioned ? spdlog::level::warn : spdlog::level::debug,
                    "no connection to the hub source={} attempts={} retry_in={} reason=\"{}\"",
                    source, setback.attempts, duration_text(setback.retry_in), setback.why.message);
    };
    handlers.refused = [this, source](std::uint64_t number, const refusal& why) {
        const auto& topics = speakers_.at(source).topics;
        const auto topic = topics.find(number);
        drop(source, topic == topics.end() ? "" : topic->second, why);
    };
    return handlers;
}

asio::awaitable<void> speakers::run(std::string source, std::shared_ptr<publisher> speaking) {
    const refusal why = co_await speaking->run();
    if (why.code == errc::closed)
        co_return;
    logger_.error("the hub refuses us source={} code={} reason=\"{}\"", source, name_of(why.code),
                  why.message);
    refusal_ = why;
    refused_.notify();
}

bool speakers::publish(const std::string& source, std::string_view topic,
                       std::string_view payload) {
    ++counts_.taken;
    speaker& speaking = speaker_of(source);
    const auto number = speaking.publisher->publish(topic, payload, format_of(payload));
    if (!number) {
        drop(source, topic, number.error());
        return false;
    }
    speaking.topics.emplace(*number, topic);
    return true;
}

void speakers::drop(const std::string& source, std::string_view topic, const refusal& why) {
    ++counts_.refused;
    // As lines about a connection are: of many in a row some are left out.
    logger_.error("message dropped connection={} topic={} code={} reason=\"{}\"", source, topic,
                  name_of(why.code), why.message);
}

asio::awaitable<bool> speakers::stored_by(event::clock::time_point deadline) {
    // One after the other, since all are awaited: nobody publishes meanwhile, so none comes or
    // goes.
    for (auto& [source, speaking] : speakers_) {
        const bool stored = co_await speaking.publisher->flush_until(deadline);
        if (!stored)
            co_return false;
        speaking.topics.clear();
    }
    co_return true;
}

asio::awaitable<void> speakers::connected() {
    while (!speakers_.at(first_).publisher->is_connected())
        std::ignore = co_await connected_.wait(); // the loop asks why
}

asio::awaitable<refusal> speakers::refused() {
    while (!refusal_)
        std::ignore = co_await refused_.wait();
    co_return *refusal_;
}

asio::awaitable<void> speakers::close() {
    for (auto& [source, speaking] : speakers_)
        speaking.publisher->close();
    const auto deadline = event::clock::now() + closing_time;
    const bool ended = co_await group_.wait_until(deadline);
    if (ended)
        co_return;
    group_.cancel();
    std::ignore = co_await group_.wait_until(event::clock::time_point::max());
}

std::size_t speakers::unacknowledged() const noexcept {
    std::size_t sum = 0;
    for (const auto& [source, speaking] : speakers_)
        sum += speaking.publisher->unacknowledged();
    return sum;
}

traffic speakers::counts() const noexcept {
    traffic out = counts_;
    for (const auto& [source, speaking] : speakers_)
        out.acknowledged += speaking.publisher->acknowledged();
    return out;
}

} // namespace crier
