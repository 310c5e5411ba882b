#include "access/connection_limits.hpp"

#include <boost/asio/ip/address.hpp>

#include <utility>

namespace crier {
namespace {

bool is_loopback(const std::string& address) {
    boost::system::error_code ec;
    const auto parsed = boost::asio::ip::make_address(address, ec);
    return !ec && parsed.is_loopback();
}

refusal too_many(std::uint64_t cap, const std::string& whose, const std::string& flag) {
    return {errc::too_many_connections,
            "there are " + std::to_string(cap) + " connections " + whose +
                ", as many as may be; come back later, or let the hub have more (" + flag + ")"};
}

} // namespace

class connection_limits::place {
public:
    place(connection_limits& owner, std::string address)
        : owner_{owner}, address_{std::move(address)} {
        ++owner_.size_;
        if (!address_.empty())
            ++owner_.by_address_[address_];
    }
    ~place() {
        --owner_.size_;
        if (address_.empty())
            return;
        const auto counted = owner_.by_address_.find(address_);
        if (--counted->second == 0)
            owner_.by_address_.erase(counted);
    }
    place(const place&) = delete;
    place& operator=(const place&) = delete;

private:
    connection_limits& owner_;
    std::string address_; ///< empty where it isn't counted by address
};

result<connection_limits::place_ptr> connection_limits::take(const std::string& address) {
    const connection_caps& caps = limits_.set.connections;
    if (caps.in_all > 0 && size_ >= caps.in_all) {
        limits_.reached.note(limit::connections);
        return too_many(caps.in_all, "in all", "--max-connections");
    }
    if (caps.per_address == 0 || is_loopback(address))
        return std::make_shared<const place>(*this, std::string{});
    const auto counted = by_address_.find(address);
    if (counted != by_address_.end() && counted->second >= caps.per_address) {
        limits_.reached.note(limit::connections_per_address);
        return too_many(caps.per_address, "from " + address, "--max-connections-per-address");
    }
    return std::make_shared<const place>(*this, address);
}

} // namespace crier
