#pragma once

// The faults of a hub that was started with --enable-faults, and the connections that they strike.

#include "async/event.hpp"
#include "faults/fault.hpp"
#include "faults/fault_line.hpp"

#include <crier/message.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <spdlog/logger.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <random>
#include <span>
#include <string_view>
#include <vector>

namespace crier {

/// It strikes what comes: messages as they are committed, and connections. History that somebody
/// catches up with is left alone, so what was lost can be had again. It outlives the lines, and
/// belongs to the loop's thread.
class fault_switch {
public:
    using clock = std::chrono::steady_clock;

    /// What the faults do to a message.
    struct sentence {
        fault_line::verdict what = fault_line::verdict::keep;
        clock::duration delay{};
    };

    fault_switch(boost::asio::any_io_executor executor, spdlog::logger& log);
    fault_switch(const fault_switch&) = delete;
    fault_switch& operator=(const fault_switch&) = delete;

    /// errc::bad_request where there is no such connection, or the hub stops.
    [[nodiscard]] result<fault_report> begin(const fault& what);
    /// False where there is none of this number: it may have ended by itself.
    bool end(std::uint64_t id);
    void end_all();
    /// Those that are on, in the order in which they began.
    [[nodiscard]] std::vector<fault_report> report() const;

    /// Ends faults when their time is over, and cuts who comes back meanwhile.
    [[nodiscard]] boost::asio::awaitable<void> run();
    /// Ends all faults, and lets none begin: the hub stops.
    void stop();
    [[nodiscard]] bool is_over() const noexcept { return over_; }

    /// Hands committed messages out one by one, as faults strike each by itself.
    void hand_out(std::span<const message_ptr> stored,
                  const std::function<void(std::span<const message_ptr>)>& deliver);

    // --- for lines
    void add(fault_line& line);
    void remove(fault_line& line) noexcept;
    /// Nothing where no connection has this number.
    [[nodiscard]] fault_line* find(std::uint64_t connection);
    [[nodiscard]] sentence judge(const fault_line& line);
    [[nodiscard]] clock::duration delay_of_input(const fault_line& line);
    /// A time that has passed where it isn't frozen.
    [[nodiscard]] clock::time_point frozen_until(const fault_line& line) const;
    [[nodiscard]] const boost::asio::any_io_executor& executor() const noexcept {
        return executor_;
    }

private:
    struct active {
        std::uint64_t id = 0;
        fault what;
        clock::time_point ends;
        std::uint64_t struck = 0;
    };

    [[nodiscard]] static bool names(const fault& what, const fault_line& line);
    [[nodiscard]] static bool strikes(const fault& what, const fault_line& line);
    [[nodiscard]] bool happens(const active& fault);
    [[nodiscard]] clock::time_point next_time() const;
    void cut(active& fault);
    void count_frozen(active& fault);
    void end_over();
    void tell_change();
    [[nodiscard]] static fault_report report_of(const active& fault);

    boost::asio::any_io_executor executor_;
    spdlog::logger& log_;
    event changed_;
    std::vector<active> faults_;
    boost::intrusive::list<fault_line> lines_;
    std::string_view topic_; ///< of the message that is handed out
    std::minstd_rand chance_;
    std::uint64_t last_id_ = 0;
    bool over_ = false;
};

} // namespace crier
