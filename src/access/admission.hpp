#pragma once

#include "access/gatekeeper.hpp"

#include <crier/error.hpp>
#include <crier/message.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// That a connection's client is let in, for as long as it is connected, and what it may do. It is
/// a pointer, and a null one where there is no access control.
class admission {
public:
    /// Everything is permitted.
    admission() = default;
    /// Lets a client in as `keeper`, which outlives the admission, decides; its refusal where it
    /// doesn't.
    [[nodiscard]] static result<admission> of(const gatekeeper& keeper, credentials shown,
                                              timestamp now);

    /// Why the client can't publish on a valid topic; nothing when it can. Quick for the topic that
    /// passed last.
    [[nodiscard]] std::optional<refusal> may_publish(std::string_view topic) const {
        return state_ ? state_->gate.check(topic) : std::nullopt;
    }
    /// Why the client can't subscribe to all of these filters.
    [[nodiscard]] std::optional<refusal>
    may_subscribe(const std::vector<std::string>& filters) const;
    /// Whether it may see messages on a topic.
    [[nodiscard]] bool may_see(std::string_view topic) const {
        return !state_ || !state_->given->subscribe_filter_for(topic).empty();
    }
    /// What a client subscribes to that names nothing: "#", or else whatever it may.
    [[nodiscard]] std::vector<std::string> everything() const;

    /// Why the client, with these subscriptions, can't stay; nothing when it can.
    /// errc::token_expired, or what the keeper and may_subscribe() say now that a file has changed.
    [[nodiscard]] std::optional<refusal> review(const std::vector<std::string>& filters,
                                                timestamp now);
    /// Whether there is anything to review now and then.
    [[nodiscard]] bool is_limited() const noexcept { return state_ != nullptr; }

private:
    struct state {
        const gatekeeper& keeper;
        credentials shown;
        std::shared_ptr<const grant> given;
        publish_gate gate;
        std::uint64_t generation; ///< the keeper's when it was asked
    };

    std::unique_ptr<state> state_;
};

} // namespace crier
