#include "subscribe/subscriber_registry.hpp"

#include "protocol/clock.hpp"

#include <algorithm>
#include <utility>

namespace crier {
namespace {

std::string_view name_of(delivery_format format) noexcept {
    switch (format) {
    case delivery_format::websocket_json:
    case delivery_format::websocket_json_deflated:
        return "json";
    case delivery_format::websocket_raw:
    case delivery_format::websocket_raw_deflated:
        return "raw";
    case delivery_format::server_sent:
        return "events";
    case delivery_format::tcp_frame:
        return "frames";
    }
    return "";
}

} // namespace

subscriber_registry::entry::entry(subscriber_registry& registry, std::uint64_t id,
                                  std::string address, const crier::outbox& outbox,
                                  const subscription& wanted)
    : registry_{registry},
      id_{id},
      address_{std::move(address)},
      connected_at_{now()},
      outbox_{outbox},
      wanted_{wanted} {
    registry_.entries_.push_back(*this);
}

subscriber_registry::entry::~entry() {
    registry_.entries_.erase(registry_.entries_.iterator_to(*this));
    delivery_account account = outbox_.account();
    account.abandoned += account.queued + account.waiting();
    account.queued = 0;
    registry_.ended_ += account;
    registry_.bytes_to_ended_ += outbox_.bytes_delivered();
}

subscriber_report subscriber_registry::entry::report() const {
    subscriber_report out;
    out.id = id_;
    out.address = address_;
    out.format = name_of(outbox_.format());
    out.filters = wanted_.filters();
    out.connected_at = connected_at_;
    out.is_live = wanted_.is_live();
    out.position = wanted_.position();
    out.bytes = outbox_.bytes_delivered();
    out.account = outbox_.account();
    return out;
}

std::vector<subscriber_report> subscriber_registry::report() const {
    std::vector<subscriber_report> out;
    out.reserve(entries_.size());
    for (const entry& connected : entries_)
        out.push_back(connected.report());
    return out;
}

subscriber_summary subscriber_registry::summary() const {
    subscriber_summary out;
    out.by_format = {{"json", 0}, {"raw", 0}, {"events", 0}, {"frames", 0}};
    out.bytes_delivered = bytes_to_ended_;
    for (const entry& connected : entries_) {
        const outbox& queue = connected.outbox();
        const std::string_view format = name_of(queue.format());
        ++std::ranges::find(out.by_format, format, [](const auto& each) {
              return each.first;
          })->second;
        out.queued_bytes += queue.bytes();
        out.catching_up += queue.is_live() ? 0 : 1;
        out.bytes_delivered += queue.bytes_delivered();
    }
    return out;
}

delivery_account subscriber_registry::total() const {
    delivery_account out = ended_;
    for (const entry& connected : entries_)
        out += connected.account();
    return out;
}

} // namespace crier
