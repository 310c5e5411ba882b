#pragma once

#include "access/token_bucket.hpp"

#include <crier/error.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

namespace crier {

/// How much one connection may publish in a second; 0: any amount.
struct publish_rate {
    std::uint64_t messages = 0;
    std::uint64_t bytes = 0;
};

/// Holds one connection to that.
class publish_quota {
public:
    using clock = token_bucket::clock;

    explicit publish_quota(const publish_rate& rate)
        : rate_{rate}, messages_{rate.messages}, bytes_{rate.bytes} {}

    [[nodiscard]] bool is_limited() const noexcept {
        return messages_.is_limited() || bytes_.is_limited();
    }
    void take(std::uint64_t messages, std::uint64_t bytes, clock::time_point now) noexcept {
        messages_.take(messages, now);
        bytes_.take(bytes, now);
    }
    /// How long from `now` on the connection has to wait.
    [[nodiscard]] clock::duration debt(clock::time_point now) noexcept {
        return std::max(messages_.debt(now), bytes_.debt(now));
    }
    /// What a client is told that is too fast.
    [[nodiscard]] refusal told() const {
        std::string most = rate_.messages > 0 ? std::to_string(rate_.messages) + " messages" : "";
        if (rate_.bytes > 0)
            most += (most.empty() ? "" : " and ") + std::to_string(rate_.bytes) + " bytes";
        return {errc::rate_limited, "a connection may publish " + most + " a second"};
    }

private:
    publish_rate rate_;
    token_bucket messages_;
    token_bucket bytes_;
};

} // namespace crier
