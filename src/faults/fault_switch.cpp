#include "faults/fault_switch.hpp"

#include "faults/meeting_filters.hpp"
#include "protocol/random_id.hpp"

#include <crier/topic.hpp>

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace crier {
namespace {

using namespace std::chrono_literals;

// How soon who comes back is cut again.
constexpr auto cutting_interval = 50ms;

} // namespace

fault_switch::fault_switch(boost::asio::any_io_executor executor, spdlog::logger& log)
    : executor_{std::move(executor)},
      log_{log},
      changed_{executor_},
      chance_{static_cast<std::minstd_rand::result_type>(random_bits())} {
    log_.warn("faults may be switched on, by POST /api/v1/faults: this hub is for trying things");
}

// --- whom a fault strikes ----------------------------------------------------------------------

/// Whether the connection is one that the fault names, whatever it follows.
bool fault_switch::names(const fault& what, const fault_line& line) {
    if (what.connection && *what.connection != line.connection())
        return false;
    return what.source.empty() || what.source == line.at().source();
}

bool fault_switch::strikes(const fault& what, const fault_line& line) {
    if (!names(what, line))
        return false;
    return what.topics.empty() ||
           std::ranges::any_of(line.at().followed(), [&what](const std::string& filter) {
               return meet(what.topics, filter);
           });
}

bool fault_switch::happens(const active& fault) {
    return std::uniform_int_distribution<std::uint64_t>{1, 100}(chance_) <= fault.what.percent;
}

fault_switch::sentence fault_switch::judge(const fault_line& line) {
    sentence out;
    for (active& each : faults_) {
        const fault& what = each.what;
        if (!strikes_messages(what.kind) || !what.source.empty() || !names(what, line))
            continue;
        if ((!what.topics.empty() && !matches(what.topics, topic_)) || !happens(each))
            continue;
        ++each.struck;
        if (what.kind == fault_kind::delay)
            out.delay = std::max<clock::duration>(out.delay, what.delay);
        else if (out.what != fault_line::verdict::lose)
            out.what = what.kind == fault_kind::drop ? fault_line::verdict::lose
                                                     : fault_line::verdict::repeat;
    }
    return out;
}

/// What a publisher sends is late as a whole: its messages aren't known yet.
fault_switch::clock::duration fault_switch::delay_of_input(const fault_line& line) {
    clock::duration out{};
    for (active& each : faults_) {
        if (each.what.kind != fault_kind::delay || !each.what.topics.empty() ||
            !names(each.what, line) || !happens(each))
            continue;
        ++each.struck;
        out = std::max<clock::duration>(out, each.what.delay);
    }
    return out;
}

fault_switch::clock::time_point fault_switch::frozen_until(const fault_line& line) const {
    auto out = clock::time_point::min();
    for (const active& each : faults_) {
        if (each.what.kind == fault_kind::freeze && strikes(each.what, line))
            out = std::max(out, each.ends);
    }
    return out;
}

void fault_switch::cut(active& fault) {
    std::uint64_t struck = 0;
    for (fault_line& line : lines_) {
        if (strikes(fault.what, line) && line.cut())
            ++struck;
    }
    fault.struck += struck;
}

void fault_switch::count_frozen(active& fault) {
    fault.struck = static_cast<std::uint64_t>(std::ranges::count_if(
        lines_, [&fault](const fault_line& line) { return strikes(fault.what, line); }));
}

// --- beginning and ending ----------------------------------------------------------------------

result<fault_report> fault_switch::begin(const fault& what) {
    if (over_)
        return refusal{errc::bad_request, "the hub stops, so no fault begins"};
    if (what.connection && find(*what.connection) == nullptr) {
        return refusal{errc::bad_request,
                       "there is no connection " + std::to_string(*what.connection) +
                           " now; /api/v1/subscribers and /api/v1/publishers list them"};
    }
    active begun{++last_id_, what, clock::now() + what.duration};
    if (what.kind == fault_kind::cut)
        cut(begun);
    else if (what.kind == fault_kind::freeze)
        count_frozen(begun);
    const fault_report told = report_of(begun);
    log_.warn("fault begins {}", fault_json(told));
    if (what.duration > 0s) {
        faults_.push_back(std::move(begun));
        tell_change();
    }
    return told;
}

bool fault_switch::end(std::uint64_t id) {
    const auto ended = std::ranges::find(faults_, id, &active::id);
    if (ended == faults_.end())
        return false;
    log_.warn("fault ends {}", fault_json(report_of(*ended)));
    faults_.erase(ended);
    tell_change();
    return true;
}

void fault_switch::end_all() {
    while (!faults_.empty())
        end(faults_.front().id);
}

void fault_switch::stop() {
    over_ = true;
    end_all();
}

void fault_switch::end_over() {
    const auto now = clock::now();
    for (std::size_t i = faults_.size(); i-- > 0;) {
        if (faults_[i].ends <= now)
            end(faults_[i].id);
    }
}

boost::asio::awaitable<void> fault_switch::run() {
    while (!over_) {
        end_over();
        for (active& each : faults_) {
            if (each.what.kind == fault_kind::cut)
                cut(each);
        }
        std::ignore = co_await changed_.wait_until(next_time());
    }
}

fault_switch::clock::time_point fault_switch::next_time() const {
    const auto now = clock::now();
    auto out = now + 1h;
    for (const active& each : faults_) {
        out = std::min(out, each.ends);
        if (each.what.kind == fault_kind::cut)
            out = std::min(out, now + cutting_interval);
    }
    return out;
}

void fault_switch::tell_change() {
    changed_.notify();
    for (fault_line& line : lines_)
        line.on_change();
}

fault_report fault_switch::report_of(const active& fault) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(fault.ends - clock::now());
    return {fault.id, fault.what, std::max(left, 0ms), fault.struck};
}

std::vector<fault_report> fault_switch::report() const {
    std::vector<fault_report> out;
    out.reserve(faults_.size());
    for (const active& each : faults_)
        out.push_back(report_of(each));
    return out;
}

void fault_switch::hand_out(std::span<const message_ptr> stored,
                            const std::function<void(std::span<const message_ptr>)>& deliver) {
    for (std::size_t i = 0; i < stored.size(); ++i) {
        topic_ = stored[i]->topic;
        deliver(stored.subspan(i, 1));
    }
}

// --- lines -------------------------------------------------------------------------------------

void fault_switch::add(fault_line& line) {
    lines_.push_back(line);
}

void fault_switch::remove(fault_line& line) noexcept {
    lines_.erase(lines_.iterator_to(line));
}

fault_line* fault_switch::find(std::uint64_t connection) {
    const auto found = std::ranges::find(lines_, connection, &fault_line::connection);
    return found != lines_.end() ? &*found : nullptr;
}

} // namespace crier
