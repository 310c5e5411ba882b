#pragma once

#include "access/topic_filters.hpp"

#include <crier/error.hpp>
#include <crier/message.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// What one client may do; it never changes, and what serves the client shares it. Who replaced
/// permissions learns of in gatekeeper::generation().
class grant {
public:
    /// What is covered by one of `filters`, until `expires_at`, where there is one. `name` says
    /// whose it is (`token "ann"`), `rule` where it comes from, for people.
    grant(std::string name, std::string rule, topic_filters filters,
          std::optional<timestamp> expires_at = std::nullopt);

    /// Everything but publishing on the hub's own topics, without end.
    [[nodiscard]] static std::shared_ptr<const grant> unrestricted(std::string name,
                                                                   std::string rule);

    /// Why the client can't publish on a valid topic, errc::forbidden; nothing when it can. Nobody
    /// publishes on the hub's own topics. Takes a comparison per filter: see publish_gate.
    [[nodiscard]] std::optional<refusal> may_publish(std::string_view topic) const;

    /// Why the client can't subscribe to a valid filter, errc::forbidden; nothing when it can. One
    /// permitted filter must cover all of it: a client never gets a part of what it asked for.
    [[nodiscard]] std::optional<refusal> may_subscribe(std::string_view filter) const;

    /// The permitted filter that allows it; empty where none does.
    [[nodiscard]] std::string_view publish_filter_for(std::string_view topic) const noexcept;
    [[nodiscard]] std::string_view subscribe_filter_for(std::string_view filter) const noexcept;

    [[nodiscard]] bool is_unrestricted() const noexcept { return unrestricted_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] const std::string& rule() const noexcept { return rule_; }
    [[nodiscard]] const topic_filters& filters() const noexcept { return filters_; }

    /// When the client's connection is to be closed; nothing: never.
    [[nodiscard]] std::optional<timestamp> expires_at() const noexcept { return expires_at_; }
    [[nodiscard]] bool is_expired(timestamp now) const noexcept {
        return expires_at_ && now >= *expires_at_;
    }

private:
    std::string name_;
    std::string rule_;
    topic_filters filters_;
    std::optional<timestamp> expires_at_;
    bool unrestricted_ = false;
};

/// Lets one connection's messages through: for an unrestricted grant a look at a pointer, else a
/// comparison with the topic before, else grant::may_publish(). An unrestricted client's messages
/// on the hub's own topics are left to check_publish(), which refuses everybody's.
class publish_gate {
public:
    /// Where there is no grant, everything passes.
    explicit publish_gate(std::shared_ptr<const grant> given)
        : grant_{std::move(given)},
          limit_{grant_ && !grant_->is_unrestricted() ? grant_.get() : nullptr} {}

    /// Why a message on that valid topic can't pass; nothing when it can.
    [[nodiscard]] std::optional<refusal> check(std::string_view topic) {
        if (limit_ == nullptr || (topic == permitted_ && !topic.empty()))
            return std::nullopt;
        return check_new(topic);
    }

private:
    [[nodiscard]] std::optional<refusal> check_new(std::string_view topic);

    std::shared_ptr<const grant> grant_;
    const grant* limit_;    ///< the grant, where it has to be asked
    std::string permitted_; ///< the topic that passed last
};

} // namespace crier
