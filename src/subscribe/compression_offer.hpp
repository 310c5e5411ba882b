#pragma once

#include <string>
#include <string_view>

namespace crier {

/// What answers a client's Sec-WebSocket-Extensions header: permessage-deflate (RFC 7692) without
/// context takeover, on either side; empty where the client offers nothing that fits that.
[[nodiscard]] std::string accept_compression(std::string_view extensions);

} // namespace crier
