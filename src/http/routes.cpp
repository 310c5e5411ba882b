#include "http/routes.hpp"

#include "http/api.hpp"
#include "http/cross_origin.hpp"
#include "http/faults.hpp"
#include "http/messages.hpp"
#include "http/publish_request.hpp"
#include "protocol/clock.hpp"

#include <algorithm>
#include <array>
#include <variant>

namespace crier {
namespace {

using handler = http_response (*)(const http_request&, const http_context&);
using awaiting_handler = boost::asio::awaitable<http_response> (*)(const http_request&,
                                                                   const http_context&);

struct route {
    std::string_view method; ///< GET answers HEAD too
    std::string_view path;   ///< one that ends with a slash stands for everything below it
    std::variant<handler, awaiting_handler> answer;
    bool guarded = true; ///< only for clients that are admitted
};

// What no other limit says of a body.
constexpr std::size_t unwanted_body_bytes_max = std::size_t{64} * 1024;

http_response answer_websocket_without_upgrade(const http_request& /*request*/,
                                               const http_context& /*context*/) {
    auto out = error_response(426, "upgrade_required",
                              "/ws speaks WebSocket; use a WebSocket client, for instance "
                              "npx wscat -c ws://HOST:PORT/ws");
    out.headers.emplace_back("Upgrade", "websocket");
    return out;
}

/// Only HEAD comes here: GET becomes a stream.
http_response answer_events_header(const http_request& /*request*/,
                                   const http_context& /*context*/) {
    http_response out;
    out.content_type = "text/event-stream";
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

constexpr std::array<route, 16> routes{{
    {"GET", "/livez", answer_livez, false},
    {"GET", "/readyz", answer_readyz, false},
    {"GET", "/metrics", answer_metrics},
    {"GET", "/api/v1/explain", answer_explain, false},
    {"GET", "/api/v1/info", answer_info},
    {"GET", "/api/v1/topics", answer_topics},
    {"GET", "/api/v1/publishers", answer_publishers},
    {"GET", "/api/v1/subscribers", answer_subscribers},
    {"GET", "/api/v1/messages", answer_messages},
    {"POST", publish_path, answer_publish},
    {"GET", "/api/v1/faults", answer_faults},
    {"POST", "/api/v1/faults", answer_new_fault},
    {"DELETE", "/api/v1/faults", answer_end_of_faults},
    {"DELETE", fault_path, answer_end_of_fault},
    {"GET", "/ws", answer_websocket_without_upgrade, false},
    {"GET", "/events", answer_events_header},
}};

bool leads_to(const route& candidate, std::string_view path) {
    return candidate.path.ends_with('/') ? path.starts_with(candidate.path)
                                         : path == candidate.path;
}

/// The route of a path for a method, or, where there is none, one for another method.
const route* find_route(std::string_view path, std::string_view method) {
    const std::string_view wanted = method == "HEAD" ? "GET" : method;
    const route* out = nullptr;
    for (const route& candidate : routes) {
        if (!leads_to(candidate, path))
            continue;
        out = &candidate;
        if (candidate.method == wanted)
            break;
    }
    return out;
}

/// Whether it is what an address for metrics alone has.
bool is_for_machines(const route* found) {
    return found != nullptr && (found->path == "/metrics" || found->path.ends_with("z"));
}

/// What may be done with a path, for the header Allow; a file is read.
std::string allowed_methods(std::string_view path) {
    std::string out;
    for (const route& candidate : routes) {
        if (leads_to(candidate, path))
            out.append(out.empty() ? "" : ", ").append(candidate.method);
    }
    if (out.empty())
        out = "GET";
    return out.starts_with("GET") ? "GET, HEAD" + out.substr(3) : out;
}

http_response refuse_method(const http_request& request) {
    const std::string allowed = allowed_methods(request.path);
    auto out =
        error_response(405, "method_not_allowed",
                       request.method + " is not possible on " + request.path + "; use " + allowed);
    out.headers.emplace_back("Allow", allowed);
    return out;
}

// The page runs nothing but its own files and speaks with its own hubs, and nobody may frame it.
std::string content_security_policy(const http_context& context) {
    std::string connect = "'self'";
    for (const std::string& hub : context.hubs)
        connect += " " + hub + " ws" + hub.substr(std::string_view{"http"}.size());
    return "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
           "connect-src " +
           connect +
           "; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
}

http_response answer_file(const http_request& request, const http_context& context) {
    auto file = context.files.find(request.path, accepts_gzip(request.accept_encoding));
    if (!file) {
        return error_response(404, "not_found",
                              "there is nothing at " + request.path +
                                  "; the dashboard is at /, the interface under /api/v1");
    }
    http_response out;
    out.content_type = std::move(file->content_type);
    out.headers.emplace_back("ETag", file->etag);
    // Without a hash in its name a browser asks each time; 304 when unchanged.
    out.headers.emplace_back("Cache-Control",
                             file->has_hash ? "public, max-age=31536000, immutable" : "no-cache");
    if (file->compressible)
        out.headers.emplace_back("Vary", "Accept-Encoding");
    if (file->compressed)
        out.headers.emplace_back("Content-Encoding", "gzip");
    out.headers.emplace_back("Content-Security-Policy", content_security_policy(context));
    out.headers.emplace_back("Referrer-Policy", "no-referrer");
    if (request.if_none_match == file->etag)
        out.status = 304;
    else
        out.body = std::move(file->body);
    return out;
}

/// Why the client may not have an answer.
std::optional<refusal> admit(http_request& request, const http_context& context) {
    if (auto refused = context.origins.refuse(request.origin, request.host))
        return refused;
    auto admitted = admission::of(context.keeper, {request.token, {}}, now());
    if (!admitted)
        return admitted.error();
    request.admitted = std::move(*admitted);
    return std::nullopt;
}

boost::asio::awaitable<http_response> answer_route(http_request& request,
                                                   const http_context& context) {
    const route* found = find_route(request.path, request.method);
    if (context.only_metrics && !is_for_machines(found)) {
        co_return error_response(404, "not_found",
                                 "there are /metrics, /livez and /readyz here; "
                                 "the dashboard is at the web address");
    }
    const std::string_view allowed = found != nullptr ? found->method : "GET";
    const std::string_view asked = request.method;
    const std::string_view method = asked == "HEAD" ? "GET" : asked;
    if (method != allowed)
        co_return refuse_method(request);
    if (found == nullptr)
        co_return answer_file(request, context);
    if (found->guarded && !context.only_metrics) {
        if (auto refused = admit(request, context))
            co_return error_response(*refused);
    }
    if (const auto* awaiting = std::get_if<awaiting_handler>(&found->answer))
        co_return co_await (*awaiting)(request, context);
    co_return std::get<handler>(found->answer)(request, context);
}

} // namespace

std::size_t body_bytes_max(std::string_view path, const http_context& context) {
    return path.starts_with(publish_path) ? context.bounds.payload_bytes_max
                                          : unwanted_body_bytes_max;
}

boost::asio::awaitable<http_response> answer(http_request& request, const http_context& context) {
    if (request.method == "OPTIONS")
        co_return answer_preflight(request, context.origins);
    auto out = co_await answer_route(request, context);
    share(out, request.origin, context.origins);
    co_return out;
}

} // namespace crier
