#pragma once

// Who is subscribed: every connection, whatever it speaks.

#include "broadcast/outbox.hpp"
#include "metrics/subscriber_report.hpp"
#include "subscribe/subscription.hpp"

#include <boost/intrusive/list.hpp>

#include <string>
#include <vector>

namespace crier {

/// Knows all subscribers, and what became of those that have left. It outlives them. It belongs to
/// the loop's thread.
class subscriber_registry {
public:
    /// A connection's place, held as long as it lives; outbox and subscription live longer.
    class entry : public boost::intrusive::list_base_hook<> {
    public:
        entry(subscriber_registry& registry, std::string address, const outbox& outbox,
              const subscription& wanted);
        ~entry();
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;

        [[nodiscard]] subscriber_report report() const;
        [[nodiscard]] const std::string& address() const noexcept { return address_; }
        [[nodiscard]] const delivery_account& account() const noexcept { return outbox_.account(); }

    private:
        subscriber_registry& registry_;
        std::string address_;
        timestamp connected_at_;
        const outbox& outbox_;
        const subscription& wanted_;
    };

    subscriber_registry() = default;
    subscriber_registry(const subscriber_registry&) = delete;
    subscriber_registry& operator=(const subscriber_registry&) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] std::vector<subscriber_report> report() const;
    /// Of all connections there were since the hub's start.
    [[nodiscard]] delivery_account total() const;

private:
    boost::intrusive::list<entry> entries_;
    delivery_account ended_;
};

} // namespace crier
