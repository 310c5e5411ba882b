#pragma once

// From HTTP to WebSocket (RFC 6455, section 4.2).

#include <crier/error.hpp>

#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string>

namespace crier {

/// A request as Beast's WebSocket handshake wants it.
using upgrade_request = boost::beast::http::request<boost::beast::http::string_body>;

/// What accepts an upgrade.
struct accepted_upgrade {
    std::string answer;    ///< to be sent before anything else
    bool deflated = false; ///< messages may be compressed from here on
};

/// Accepts a WebSocket client's request, and its offer to compress where `compression` says so.
/// errc::bad_request where the request isn't one.
[[nodiscard]] result<accepted_upgrade> accept_upgrade(const upgrade_request& request,
                                                      bool compression);

} // namespace crier
