#include "subscribe/subscriber_registry.hpp"

#include "protocol/clock.hpp"

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

subscriber_registry::entry::entry(subscriber_registry& registry, std::string address,
                                  const outbox& outbox, const subscription& wanted)
    : registry_{registry},
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
}

subscriber_report subscriber_registry::entry::report() const {
    subscriber_report out;
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

delivery_account subscriber_registry::total() const {
    delivery_account out = ended_;
    for (const entry& connected : entries_)
        out += connected.account();
    return out;
}

} // namespace crier
