#include "bench/scenarios/rounds.hpp"

namespace crier::bench {
namespace {

using namespace std::chrono_literals;
using clock = crowd::clock;

/// How long each delivery took from when its message was due to be published, and when the last
/// subscriber had it.
class stopwatches final : public watcher {
public:
    stopwatches(std::size_t messages, std::size_t subscribers, std::uint64_t numbers_before)
        : before_{numbers_before}, due_at_(messages), missing_(messages, subscribers) {
        each.reserve(messages * subscribers);
        last.reserve(messages);
    }

    void begin(std::size_t message, clock::time_point due) { due_at_[message] = due; }

    void delivered(std::uint64_t number) override {
        const std::size_t message = number - before_ - 1;
        const auto took = clock::now() - due_at_.at(message);
        const auto micros = std::chrono::duration_cast<std::chrono::microseconds>(took).count();
        each.push_back(static_cast<std::uint32_t>(micros));
        if (--missing_[message] == 0)
            last.push_back(static_cast<std::uint32_t>(micros));
    }

    std::vector<std::uint32_t> each; ///< in microseconds
    std::vector<std::uint32_t> last;

private:
    std::uint64_t before_;
    std::vector<clock::time_point> due_at_;
    std::vector<std::size_t> missing_;
};

/// Turns until then; the last millisecond without sleeping.
void turn_until(crowd& all, clock::time_point then) {
    for (auto now = clock::now(); now < then; now = clock::now())
        all.turn(std::chrono::floor<std::chrono::milliseconds>(then - now));
}

} // namespace

report run_latency(const peer& server, const settings& with) {
    crowd all{server, with.at, 2};
    all.connect(with.idle, connecting_max, [](std::size_t) {
        return subscription_plan{{"bench/quiet"}, {}, 1};
    });
    all.connect(with.subscribers, connecting_max, [](std::size_t) {
        return subscription_plan{{"bench/one"}, {}, 0};
    });
    publisher& from = all.add_publisher({{"bench/one", 0, {0}}}, with.payload_bytes);
    constexpr std::size_t first_few = 10;
    for (std::size_t i = 0; i < first_few; ++i)
        publish_rounds(all, from, 0);

    const auto messages = static_cast<std::size_t>(with.rate * with.seconds);
    stopwatches watches{messages, with.subscribers, first_few};
    all.watch(&watches);
    report out;
    const stretch measured{all, with.process};
    const auto begun = clock::now();
    for (std::size_t i = 0; i < messages; ++i) {
        const std::chrono::duration<double> offset{static_cast<double>(i) / with.rate};
        const auto due = begun + std::chrono::duration_cast<clock::duration>(offset);
        turn_until(all, due);
        watches.begin(i, due);
        // Whoever doesn't take the last one in time delays this one, and that counts.
        while (!from.is_done() && all.turn(1s)) {
        }
        all.publish(from);
    }
    all.settle();
    measured.tell(out);
    out.add("p50_us", std::uint64_t{percentile(watches.each, 0.5)});
    out.add("p99_us", std::uint64_t{percentile(watches.each, 0.99)});
    out.add("p999_us", std::uint64_t{percentile(watches.each, 0.999)});
    out.add("last_p50_us", std::uint64_t{percentile(watches.last, 0.5)});
    out.add("last_p99_us", std::uint64_t{percentile(watches.last, 0.99)});
    tell_account(all, out);
    return out;
}

} // namespace crier::bench
