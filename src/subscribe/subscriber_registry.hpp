#pragma once

// Who is subscribed: every connection, whatever it speaks.

#include "broadcast/outbox.hpp"
#include "metrics/subscriber_report.hpp"
#include "subscribe/subscription.hpp"

#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crier {

/// All that are subscribed, in numbers.
struct subscriber_summary {
    std::vector<std::pair<std::string_view, std::size_t>> by_format; ///< as in subscriber_report
    std::size_t queued_bytes = 0;
    std::size_t catching_up = 0;
    std::uint64_t bytes_delivered = 0; ///< also to those that have left
};

/// Knows all subscribers, and what became of those that have left. It outlives them. It belongs to
/// the loop's thread.
class subscriber_registry {
public:
    /// A connection's place, held as long as it lives; outbox and subscription live longer.
    class entry : public boost::intrusive::list_base_hook<> {
    public:
        entry(subscriber_registry& registry, std::uint64_t id, std::string address,
              const crier::outbox& outbox, const subscription& wanted);
        ~entry();
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;

        [[nodiscard]] subscriber_report report() const;
        [[nodiscard]] std::uint64_t id() const noexcept { return id_; }
        [[nodiscard]] const std::string& address() const noexcept { return address_; }
        [[nodiscard]] const delivery_account& account() const noexcept { return outbox_.account(); }
        [[nodiscard]] const crier::outbox& outbox() const noexcept { return outbox_; }

    private:
        subscriber_registry& registry_;
        std::uint64_t id_; ///< of the connection
        std::string address_;
        timestamp connected_at_;
        const crier::outbox& outbox_;
        const subscription& wanted_;
    };

    subscriber_registry() = default;
    subscriber_registry(const subscriber_registry&) = delete;
    subscriber_registry& operator=(const subscriber_registry&) = delete;

    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] std::vector<subscriber_report> report() const;
    [[nodiscard]] subscriber_summary summary() const;
    /// Of all connections there were since the hub's start.
    [[nodiscard]] delivery_account total() const;

private:
    boost::intrusive::list<entry> entries_;
    delivery_account ended_;
    std::uint64_t bytes_to_ended_ = 0;
};

} // namespace crier
