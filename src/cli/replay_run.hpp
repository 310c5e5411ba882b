#pragma once

// Publishing a recording again, from where an earlier replay was cut.

#include "async/event.hpp"
#include "cli/acknowledged_publishers.hpp"
#include "cli/recording.hpp"
#include "cli/replay_pace.hpp"
#include "cli/replay_state.hpp"

#include <crier/publisher.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>

namespace crier {

struct replay_request {
    std::string file;
    std::string state_file;
    replay_speed speed;
    publisher_options options; ///< of each publisher, but for its source and session
    std::string hub;           ///< as people know it
    std::chrono::microseconds patience{};
};

struct replay_outcome {
    bool is_whole = false; ///< everything was published, and the state isn't needed any more
    std::uint64_t acknowledged = 0;
    std::uint64_t refused = 0;
    std::uint64_t left_out = 0; ///< messages that no hub takes, and those of refused sources
};

/// One replay, with a publisher for each of the state's sources.
class replay_run {
public:
    replay_run(const boost::asio::any_io_executor& executor, replay_request request,
               replay_state state);
    replay_run(const replay_run&) = delete;
    replay_run& operator=(const replay_run&) = delete;

    /// To be awaited once. Why it isn't whole is said on standard error.
    [[nodiscard]] boost::asio::awaitable<replay_outcome> run();

private:
    /// A source, as whom a part of the recording is published.
    struct part {
        explicit part(replay_track& of) : track{of} {}

        replay_track& track;
        publisher* to = nullptr;
        std::optional<std::uint64_t> resumed_after; ///< so many were stored before, once welcomed
        std::optional<epoch> in;                    ///< the history that it is in, once welcomed
        std::uint64_t ordinal = 0;                  ///< of its messages, how many were looked at
        bool has_ended = false;                     ///< the hub won't have it
        bool is_lacking = false;                    ///< it has said less than it had to say
    };

    [[nodiscard]] acknowledged_publishers::handlers handlers_of(const std::string& source,
                                                                part& one);
    void welcome(part& one, const welcome_frame& welcome);
    [[nodiscard]] bool has_all_of(const part& one, const welcome_frame& welcome) const;
    void note_epoch();
    void end(const std::string& source, part& one, const refusal& why);
    void note_refused(const std::string& source, std::uint64_t ordinal, const refusal& why);
    void save();
    void fail(std::string why);

    [[nodiscard]] boost::asio::awaitable<void> feed();
    [[nodiscard]] boost::asio::awaitable<bool> begin();
    [[nodiscard]] boost::asio::awaitable<bool> take(told_message message, replay_pace& pace);
    [[nodiscard]] boost::asio::awaitable<bool> wait_until(event::clock::time_point due);
    [[nodiscard]] part* part_of(const std::string& source);
    [[nodiscard]] bool is_publishable(const told_message& message);
    [[nodiscard]] bool is_any_left() const;

    replay_request request_;
    replay_state state_;
    std::map<std::string, part> parts_;
    std::optional<std::string> failed_; ///< why it can't go on
    bool is_begun_ = false;
    event::clock::time_point saved_;
    std::uint64_t left_out_ = 0;
    std::uint64_t refused_ = 0;
    event changed_; ///< somebody was welcomed, or has ended
    acknowledged_publishers to_;
};

} // namespace crier
