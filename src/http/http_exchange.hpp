#pragma once

// A request and its answer, without the library that reads and writes them.

#include "access/admission.hpp"
#include "access/publish_quota.hpp"

#include <crier/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crier {

struct http_request {
    std::string method; ///< HEAD is answered as GET, without the body
    std::string path;   ///< decoded
    std::string query;  ///< not decoded
    std::string body{};
    std::string peer{}; ///< the client's address
    // Headers; empty where there is none.
    std::string if_none_match{};
    std::string accept{};
    std::string accept_encoding{};
    std::string content_type{};
    std::string source{};  ///< Crier-Source
    std::string session{}; ///< Crier-Session
    std::string seq{};     ///< Crier-Seq
    std::string host{};
    std::string origin{};
    std::string last_event_id{};
    std::optional<std::string> token{}; ///< wherever it was; never to be logged
    admission admitted{};               ///< what the client may do, once that was found out
    publish_quota* quota = nullptr;     ///< of the connection, where there is one
};

/// A body that is too long to be made at once.
class body_source {
public:
    body_source() = default;
    body_source(const body_source&) = delete;
    body_source& operator=(const body_source&) = delete;
    virtual ~body_source() = default;

    /// The next piece; empty at the end. Nothing when the rest can't be had: then the connection is
    /// cut, so that the client sees that something is missing.
    [[nodiscard]] virtual boost::asio::awaitable<std::optional<std::string>> next() = 0;
};

struct http_response {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
    std::unique_ptr<body_source> stream; ///< where there is one, instead of `body`
};

/// {"error":{"code":…,"message":…}} with a status.
[[nodiscard]] http_response error_response(unsigned status, std::string_view code,
                                           std::string_view message);

/// The same for a refusal: 401 for a token that is missing or bad, 403 forbidden, 409 for a hole in
/// seq, 503 for what is the hub's own fault, else 400.
[[nodiscard]] http_response error_response(const refusal& why);

} // namespace crier
