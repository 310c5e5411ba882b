#include "cli/bench.hpp"

#include "cli/bench_run.hpp"
#include "cli/connection_flags.hpp"
#include "cli/plain_text.hpp"
#include "cli/speaking.hpp"
#include "cli/status_line.hpp"
#include "cli/stop_request.hpp"

#include <crier/frame.hpp>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

constexpr std::size_t bar_columns = 30;

double seconds_of(event::clock::duration duration) {
    return std::chrono::duration<double>(duration).count();
}

/// So much of a bar, drawn.
std::string progress_bar(double part) {
    const auto full = static_cast<std::size_t>(std::lround(part * bar_columns));
    std::string out = "[";
    for (std::size_t i = 0; i < bar_columns; ++i)
        out += i < full ? "█" : " ";
    return out + "]";
}

class bench_command final : public command {
public:
    void declare(command_line& line) override {
        line.add_count("--publishers", publishers_, "How many publish");
        line.add_count("--subscribers", subscribers_, "How many get everything");
        line.add_count("--rate", order_.rate,
                       "Messages a second, of all publishers together; 0: as fast as the hub takes "
                       "them, and then what waits in line counts as latency");
        line.add_bytes("--size", size_, "The size of a payload, at least 64");
        line.add_duration("--duration", order_.duration, "How long to publish");
        line.add_switch("--json", json_, "The results as one JSON object");
        line.add_choice("--color", color_, {"auto", "always", "never"},
                        "auto: on a terminal, unless NO_COLOR is set");
        connection_.declare(line);
    }

    std::optional<std::string> check() override {
        if (auto wrong = connection_.check())
            return wrong;
        if (publishers_ == 0 || publishers_ > 10'000 || subscribers_ > 10'000)
            return "--publishers must be 1 to 10000, and --subscribers at most 10000";
        if (size_ < bench_payload_bytes_min || size_ > payload_bytes_default)
            return "--size must be 64 to 1048576 bytes";
        if (order_.duration.count() <= 0)
            return "--duration: it must be longer than nothing";
        order_.publishers = publishers_;
        order_.subscribers = subscribers_;
        order_.bytes = size_;
        order_.hub = connection_.publishing();
        return std::nullopt;
    }

    asio::awaitable<int> run() override;

private:
    [[nodiscard]] asio::awaitable<void> keep_progress_shown(const bench_run& run,
                                                            status_line& status) const;
    [[nodiscard]] std::string words(const bench_run& run, const style& with) const;
    [[nodiscard]] static std::string json_of(const bench_run& run);

    connection_flags connection_;
    bench_order order_;
    std::uint64_t publishers_ = 1;
    std::uint64_t subscribers_ = 1;
    std::uint64_t size_ = 128;
    bool json_ = false;
    std::string color_ = "auto";
};

asio::awaitable<void> bench_command::keep_progress_shown(const bench_run& run,
                                                         status_line& status) const {
    constexpr std::chrono::milliseconds interval{200};
    const auto executor = co_await asio::this_coro::executor;
    event never{executor};
    for (;;) {
        const double elapsed = seconds_of(run.published_for());
        const double part =
            std::min(1.0, elapsed * 1e6 / static_cast<double>(order_.duration.count()));
        status.show(fmt::format(
            "{} {:3.0f} %  {} published, {} delivered, median {}", progress_bar(part), part * 100,
            rate_words(elapsed > 0 ? static_cast<double>(run.acknowledged()) / elapsed : 0),
            rate_words(elapsed > 0 ? static_cast<double>(run.received()) / elapsed : 0),
            duration_words(run.latency().percentile(0.5))));
        const auto next = event::clock::now() + interval;
        std::ignore = co_await never.wait_until(next);
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            co_return;
    }
}

std::string bench_command::words(const bench_run& run, const style& with) const {
    const double elapsed = std::max(seconds_of(run.published_for()), 1e-6);
    const latency_histogram latency = run.latency();
    const auto counted = [&](std::uint64_t bad, const char* what) {
        return with.paint(bad == 0 ? tint::green : tint::red, fmt::format("{} {}", bad, what));
    };
    std::string out = fmt::format(
        "{}, {}, payloads of {}, {:.1f} s\n", count_words(publishers_, "publisher"),
        count_words(subscribers_, "subscriber"), bytes_words(static_cast<double>(size_)), elapsed);
    out += fmt::format("published    {} ({}), {} acknowledged\n", run.said(),
                       rate_words(static_cast<double>(run.said()) / elapsed), run.acknowledged());
    out += fmt::format("delivered    {} ({})\n", run.received(),
                       rate_words(static_cast<double>(run.received()) / elapsed));
    out += "lost         " + counted(run.missing(), "missing") + ", " +
           counted(run.doubled(), "doubled") + "\n";
    if (latency.total() == 0)
        return out;
    out += fmt::format(
        "latency      median {}, 90 % {}, 99 % {}, 99.9 % {}, longest {}\n",
        duration_words(latency.percentile(0.5)), duration_words(latency.percentile(0.9)),
        duration_words(latency.percentile(0.99)), duration_words(latency.percentile(0.999)),
        duration_words(latency.longest()));
    return out + latency.picture(bar_columns);
}

std::string bench_command::json_of(const bench_run& run) {
    const double elapsed = std::max(seconds_of(run.published_for()), 1e-6);
    const latency_histogram latency = run.latency();
    const auto milliseconds = [](std::chrono::microseconds time) {
        return static_cast<double>(time.count()) / 1000;
    };
    return fmt::format(
        R"({{"seconds":{:.3f},"published":{},"acknowledged":{},"delivered":{},"missing":{},)"
        R"("doubled":{},"published_per_second":{:.1f},"delivered_per_second":{:.1f},)"
        R"("latency_ms":{{"p50":{:.3f},"p90":{:.3f},"p99":{:.3f},"p999":{:.3f},"max":{:.3f}}}}})"
        "\n",
        elapsed, run.said(), run.acknowledged(), run.received(), run.missing(), run.doubled(),
        static_cast<double>(run.said()) / elapsed, static_cast<double>(run.received()) / elapsed,
        milliseconds(latency.percentile(0.5)), milliseconds(latency.percentile(0.9)),
        milliseconds(latency.percentile(0.99)), milliseconds(latency.percentile(0.999)),
        milliseconds(latency.longest()));
}

asio::awaitable<void> stop_when_told(bench_run& run) {
    co_await until_told_to_stop();
    run.stop();
    event never{co_await asio::this_coro::executor};
    std::ignore = co_await never.wait();
}

asio::awaitable<int> bench_command::run() {
    using namespace asio::experimental::awaitable_operators;
    const auto executor = co_await asio::this_coro::executor;
    status_line status{style_for(color_, stderr), true};
    bench_run run{executor, order_};
    const auto first =
        co_await (run.run() || keep_progress_shown(run, status) || stop_when_told(run));
    status.hide();
    const auto& failed = std::get<0>(first);
    if (failed) {
        complain(connection_.publishing_text(), *failed);
        co_return status_failed;
    }
    say(json_ ? json_of(run) : words(run, style_for(color_, stdout)));
    const std::uint64_t unanswered = run.said() - run.acknowledged();
    if (unanswered > 0)
        complain(count_words(unanswered, "message") + " never acknowledged");
    co_return run.missing() + run.doubled() + unanswered == 0 ? status_ok : status_failed;
}

} // namespace

std::unique_ptr<command> make_bench() {
    return std::make_unique<bench_command>();
}

} // namespace crier
