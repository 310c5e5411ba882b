#pragma once

#include "access/limits.hpp"
#include "access/token_bucket.hpp"

#include <crier/error.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

namespace crier {

/// Holds one connection to that.
class publish_quota {
public:
    using clock = token_bucket::clock;

    explicit publish_quota(limit_book& limits)
        : limits_{limits}, messages_{limits.set.rate.messages}, bytes_{limits.set.rate.bytes} {}

    [[nodiscard]] bool is_limited() const noexcept {
        return messages_.is_limited() || bytes_.is_limited();
    }
    void take(std::uint64_t messages, std::uint64_t bytes, clock::time_point now) noexcept {
        messages_.take(messages, now);
        bytes_.take(bytes, now);
    }
    /// Takes one message, or says why it can't be taken now: errc::rate_limited.
    [[nodiscard]] std::optional<refusal> take_one(std::uint64_t bytes, clock::time_point now) {
        if (debt(now) > clock::duration::zero())
            return refuse();
        take(1, bytes, now);
        return std::nullopt;
    }
    /// How long from `now` on the connection has to wait.
    [[nodiscard]] clock::duration debt(clock::time_point now) noexcept {
        return std::max(messages_.debt(now), bytes_.debt(now));
    }
    /// Notes a client that is too fast, and what it is told.
    [[nodiscard]] refusal refuse() {
        limits_.reached.note(limit::publish_rate);
        const publish_rate& rate = limits_.set.rate;
        std::string most = rate.messages > 0 ? std::to_string(rate.messages) + " messages" : "";
        if (rate.bytes > 0)
            most += (most.empty() ? "" : " and ") + std::to_string(rate.bytes) + " bytes";
        return {errc::rate_limited, "a connection may publish " + most + " a second"};
    }

private:
    limit_book& limits_;
    token_bucket messages_;
    token_bucket bytes_;
};

} // namespace crier
