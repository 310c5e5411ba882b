#pragma once

// Lets a publisher's connection carry subscriptions: the rooms publish and subscribe don't know
// each other.

#include "publish/message_feed.hpp"
#include "subscribe/tcp_subscription.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace crier {

class subscription_feed final : public message_feed {
public:
    subscription_feed(subscriber_context& context, std::uint64_t id, const std::string& address,
                      const admission& admitted, event& wake)
        : subscription_{context, id, address, admitted, wake} {}

    std::optional<refusal> obey(frame_type type, std::string_view body) override {
        return type == frame_type::subscribe ? subscription_.subscribe(body)
                                             : subscription_.unsubscribe(body);
    }
    [[nodiscard]] const std::vector<std::string>& filters() const override {
        return subscription_.filters();
    }
    void take(std::string& out, std::size_t bytes_max) override {
        subscription_.take(out, bytes_max);
    }
    [[nodiscard]] bool is_behind() const override { return subscription_.is_behind(); }
    boost::asio::awaitable<bool> catch_up() override { return subscription_.catch_up(); }

private:
    tcp_subscription subscription_;
};

} // namespace crier
