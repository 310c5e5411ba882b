#pragma once

// Repeats in the log: whoever comes back every second and is refused each time mustn't fill a disk.

#include <spdlog/sinks/sink.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>

namespace crier {

/// Hands lines on to another sink. Of those that are about a connection (they name it after their
/// beginning: "publisher refused connection=7 …") only some with the same beginning pass in a
/// while; a line says afterwards how many more there were. Debug lines all pass. It belongs to one
/// thread.
class throttled_sink final : public spdlog::sinks::sink {
public:
    using clock = std::chrono::steady_clock;

    static constexpr std::uint64_t lines_max = 20;
    static constexpr std::chrono::seconds window{10};

    explicit throttled_sink(std::shared_ptr<spdlog::sinks::sink> to,
                            std::function<clock::time_point()> now = clock::now)
        : to_{std::move(to)}, now_{std::move(now)} {}

    void log(const spdlog::details::log_msg& message) override;
    void flush() override { to_->flush(); }
    void set_pattern(const std::string& pattern) override { to_->set_pattern(pattern); }
    void set_formatter(std::unique_ptr<spdlog::formatter> formatter) override {
        to_->set_formatter(std::move(formatter));
    }

private:
    struct count {
        clock::time_point until;
        std::uint64_t lines = 0;
    };

    void end_windows(clock::time_point now, const spdlog::details::log_msg& like);

    std::shared_ptr<spdlog::sinks::sink> to_;
    std::function<clock::time_point()> now_;
    std::map<std::string, count, std::less<>>
        counts_; ///< by a line's beginning: a few dozen at most
};

} // namespace crier
