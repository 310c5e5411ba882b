#include "bench/crowd.hpp"

#include <algorithm>
#include <array>

namespace crier::bench {
namespace {

using namespace std::chrono_literals;

// Without any event for this long what is missing counts as lost.
constexpr auto silence_max = 15s;

} // namespace

crowd::~crowd() {
    // Reset instead of closed: ten thousand sockets in TIME_WAIT would be in the next one's way.
    const linger at_once{1, 0};
    for (const subscriber& one : subscribers_)
        ::setsockopt(one.descriptor(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

void crowd::connect(std::size_t count, std::size_t at_once,
                    const std::function<subscription_plan(std::size_t)>& plan) {
    for (std::size_t i = 0; i < count || pending_ > 0;) {
        for (; i < count && pending_ < at_once; ++i) {
            const port& at = ports_.subscribe[subscribers_.size() % ports_.subscribe.size()];
            subscriber& one = subscribers_.emplace_back(server_, at, plan(i), counted_);
            ++pending_;
            ++audiences_.at(one.audience()).size;
            due_ += one.stored();
            watch_socket(EPOLL_CTL_ADD, one, one.interest());
        }
        if (!turn(silence_max))
            throw std::runtime_error{"subscribers are not welcomed"};
    }
}

publisher& crowd::add_publisher(std::vector<utterance> batch, std::size_t payload_bytes) {
    const port& at = ports_.publish[publishers_.size() % ports_.publish.size()];
    publisher& out =
        publishers_.emplace_back(server_, at, std::move(batch), payload_bytes, counts_);
    watch_socket(EPOLL_CTL_ADD, out, out.interest());
    return out;
}

void crowd::watch(watcher* watching) {
    for (subscriber& one : subscribers_)
        one.watch(watching);
}

void crowd::stall(std::size_t which) {
    subscriber& one = subscribers_.at(which);
    if (one.now() != subscriber::state::live)
        return;
    watch_socket(EPOLL_CTL_DEL, one, 0);
    dismiss(one);
    --live_;
}

void crowd::publish(publisher& from) {
    for (const utterance& said : from.batch()) {
        for (const std::size_t name : said.audiences) {
            ++audiences_[name].due;
            due_ += audiences_[name].size;
        }
    }
    from.publish();
    if (!from.is_done())
        watch_socket(EPOLL_CTL_MOD, from, from.interest());
}

bool crowd::settle() {
    while (due() > 0 || !is_all_sent()) {
        if (!turn(silence_max))
            return false;
    }
    return true;
}

bool crowd::is_all_sent() const noexcept {
    return std::all_of(publishers_.begin(), publishers_.end(),
                       [](const publisher& one) { return one.is_done(); });
}

bool crowd::turn(std::chrono::milliseconds patience) {
    std::array<epoll_event, 256> events{};
    const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(),
                                   static_cast<int>(patience.count()));
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        attend(*static_cast<endpoint*>(event.data.ptr), event.events);
    }
    if (count > 0)
        last_event_ = clock::now();
    return count > 0;
}

void crowd::turn_for(std::chrono::milliseconds time) {
    const auto end = clock::now() + time;
    for (auto now = clock::now(); now < end; now = clock::now())
        turn(std::chrono::ceil<std::chrono::milliseconds>(end - now));
}

void crowd::attend(endpoint& who, std::uint32_t events) {
    auto* const reader = dynamic_cast<subscriber*>(&who);
    const auto state = reader != nullptr ? reader->now() : subscriber::state::live;
    const std::uint32_t interest = who.interest();
    who.on_event(events, buffer_);
    if (who.interest() != interest)
        watch_socket(EPOLL_CTL_MOD, who, who.interest());
    if (reader != nullptr && reader->now() != state)
        note_change(*reader, state);
}

void crowd::note_change(subscriber& who, subscriber::state before) {
    if (who.now() == subscriber::state::live) {
        --pending_;
        ++live_;
    }
    if (who.now() != subscriber::state::cut)
        return;
    before == subscriber::state::live ? --live_ : --pending_;
    ++cut_;
    forgone_ += dismiss(who);
    if (reason_.empty())
        reason_ = who.reason();
    watch_socket(EPOLL_CTL_DEL, who, 0);
}

/// Who is dismissed is due nothing more; returns what was due.
std::uint64_t crowd::dismiss(const subscriber& who) {
    audience& all = audiences_.at(who.audience());
    --all.size;
    const std::uint64_t outstanding = all.due + who.stored() - who.settled();
    due_ -= outstanding;
    return outstanding;
}

void crowd::watch_socket(int operation, endpoint& who, std::uint32_t interest) const {
    epoll_event event{};
    event.events = interest;
    event.data.ptr = &who;
    if (::epoll_ctl(epoll_.get(), operation, who.descriptor(), &event) != 0)
        fail("watching a socket");
}

} // namespace crier::bench
