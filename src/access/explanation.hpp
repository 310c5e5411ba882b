#pragma once

#include "access/gatekeeper.hpp"

#include <crier/error.hpp>
#include <crier/message.hpp>

#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// Whether something is permitted, and why.
struct verdict_on_topic {
    bool allowed = false;
    std::string why; ///< allowed: the filter that permits it; else the refusal's message
    errc code{};     ///< not allowed: the refusal's code

    friend bool operator==(const verdict_on_topic&, const verdict_on_topic&) = default;
};

/// What a hub makes of a client that wants to do something on a topic. Has nothing secret in it.
struct explanation {
    std::string topic;              ///< the topic or filter that was asked for
    std::optional<refusal> refused; ///< why the client isn't admitted; nothing: it is
    // Of who is admitted:
    std::string client;                  ///< for instance `token ann`
    std::string rule;                    ///< what says what it may do
    std::optional<timestamp> expires_at; ///< nothing: never
    verdict_on_topic publish;
    verdict_on_topic subscribe;
};

/// Explains what these credentials allow on a topic or filter. errc::bad_filter where `topic` is
/// neither; a filter with wildcards can't be published on.
[[nodiscard]] result<explanation> explain(const gatekeeper& keeper, const credentials& shown,
                                          std::string_view topic, timestamp now);

/// As a JSON object:
///   {"topic":"a","admitted":true,"client":"token ann","rule":"...","expires_at":"2026-...Z"|null,
///    "publish":{"allowed":true,"filter":"a/#"},
///    "subscribe":{"allowed":false,"code":"forbidden","message":"..."}}
///   {"topic":"a","admitted":false,"code":"unauthorized","message":"the token expired 12 s ago..."}
[[nodiscard]] std::string explanation_json(const explanation& explained);

} // namespace crier
