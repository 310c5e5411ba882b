#include "bench/scenarios/fixed_rate.hpp"
#include "bench/scenarios/rounds.hpp"
#include "bench/scenarios/stored.hpp"

namespace crier::bench {
namespace {

using namespace std::chrono_literals;

// What fills the history.
constexpr std::size_t filling_publishers = 50;
constexpr std::size_t filling_window = 200;
// Readers that take longer are not waited for.
constexpr auto catching_up_max = 120s;

enum audience : std::size_t { live, reading, audiences };

/// Waits for the last message of those that catch up.
class finish_line final : public watcher {
public:
    explicit finish_line(std::uint64_t messages) : left_{messages} {}

    void delivered(std::uint64_t /*number*/) override {
        if (--left_ == 0)
            passed_ = crowd::clock::now();
    }

    [[nodiscard]] bool is_passed() const noexcept { return left_ == 0; }
    [[nodiscard]] double seconds_since(crowd::clock::time_point begun) const {
        const auto end = is_passed() ? passed_ : crowd::clock::now();
        return std::chrono::duration<double>(end - begun).count();
    }

private:
    std::uint64_t left_;
    crowd::clock::time_point passed_;
};

/// How many messages there are now.
std::uint64_t fill(const settings& with) {
    settings filling = with;
    filling.publishers = filling_publishers;
    filling.window = filling_window;
    acknowledged_ingest all = connect_publishers(filling);
    all.run(with.messages / filling_publishers, std::chrono::hours{1});
    return all.acknowledged();
}

void tell_latencies(stopwatches& of, const std::string& name, report& to) {
    to.add(name + "_p50_us", std::uint64_t{percentile(of.each, 0.5)});
    to.add(name + "_p99_us", std::uint64_t{percentile(of.each, 0.99)});
    to.add(name + "_longest_us", std::uint64_t{percentile(of.each, 1)});
}

/// The latencies of live subscribers while nobody catches up; how many messages they got.
std::size_t measure_alone(crowd& all, publisher& from, const settings& with, report& to) {
    const auto messages = static_cast<std::size_t>(with.rate * with.seconds);
    stopwatches alone{with.subscribers, early_messages};
    all.watch(&alone);
    publish_at_rate(all, from, with.rate, alone,
                    [messages](std::size_t published) { return published < messages; });
    tell_latencies(alone, "alone", to);
    return messages;
}

} // namespace

report run_catch_up(const peer& server, const settings& with) {
    const std::uint64_t stored = fill(with);
    crowd all{server, with.at, audiences};
    all.connect(with.subscribers, connecting_max, [](std::size_t) {
        return subscription_plan{{"bench/one"}, {}, live};
    });
    publisher& from = all.add_publisher({{"bench/one", 0, {live}}}, with.payload_bytes);
    publish_early(all, from);
    report out;
    const std::size_t messages = measure_alone(all, from, with, out);

    stopwatches beside{with.subscribers, early_messages + messages};
    all.watch(&beside);
    finish_line caught_up{stored * with.readers};
    const stretch measured{all, with.processes};
    const auto begun = crowd::clock::now();
    all.connect(with.readers, connecting_max, [&](std::size_t) {
        return subscription_plan{
            {"bench/stored/#"}, {0, filling_publishers, true}, reading, stored, &caught_up};
    });
    publish_at_rate(all, from, with.rate, beside, [&](std::size_t) {
        return !caught_up.is_passed() && crowd::clock::now() - begun < catching_up_max;
    });
    measured.tell(out);
    tell_latencies(beside, "beside", out);
    const double took = caught_up.seconds_since(begun);
    out.add("catch_up_seconds", took);
    out.add("catch_up_rate", static_cast<double>(stored * with.readers) / took);
    tell_account(all, out);
    return out;
}

} // namespace crier::bench
