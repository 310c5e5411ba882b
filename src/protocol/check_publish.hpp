#pragma once

// What may be published, at every door: TCP, WebSocket and the publisher library.

#include <crier/error.hpp>
#include <crier/message.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace crier {

/// Why a message can't be published; nothing when it can. errc::bad_topic, errc::forbidden for the
/// hub's own topics, errc::bad_payload for a payload over the limit or not what its format says.
[[nodiscard]] std::optional<refusal> check_publish(std::string_view topic, payload_format format,
                                                   std::string_view payload,
                                                   std::size_t payload_bytes_max);

} // namespace crier
