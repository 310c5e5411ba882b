#include "http/routes.hpp"

#include "http/api.hpp"
#include "protocol/event.hpp"

#include <algorithm>
#include <array>

namespace crier {
namespace {

using handler = http_response (*)(const http_request&, const http_context&);

struct route {
    std::string_view path;
    handler answer;
};

http_response answer_websocket_without_upgrade(const http_request& /*request*/,
                                               const http_context& /*context*/) {
    auto out = error_response(426, "upgrade_required",
                              "/ws speaks WebSocket; use a WebSocket client, for instance "
                              "npx wscat -c ws://HOST:PORT/ws");
    out.headers.emplace_back("Upgrade", "websocket");
    return out;
}

constexpr std::array<route, 5> routes{{
    {"/livez", answer_livez},
    {"/readyz", answer_readyz},
    {"/api/v1/info", answer_info},
    {"/api/v1/topics", answer_topics},
    {"/ws", answer_websocket_without_upgrade},
}};

// The page runs nothing but its own files, and nobody may frame it.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'";

http_response answer_file(const http_request& request, const http_context& context) {
    auto file = context.files.find(request.path);
    if (!file) {
        return error_response(404, "not_found",
                              "there is nothing at " + request.path +
                                  "; the dashboard is at /, the interface under /api/v1");
    }
    http_response out;
    out.content_type = std::move(file->content_type);
    out.headers.emplace_back("ETag", file->etag);
    out.headers.emplace_back("Cache-Control", "no-cache"); // ask each time; 304 when unchanged
    out.headers.emplace_back("Content-Security-Policy", content_security_policy);
    out.headers.emplace_back("Referrer-Policy", "no-referrer");
    if (request.if_none_match == file->etag)
        out.status = 304;
    else
        out.body = std::move(file->body);
    return out;
}

} // namespace

http_response error_response(unsigned status, std::string_view code, std::string_view message) {
    http_response out;
    out.status = status;
    out.body = error_body(code, message);
    return out;
}

http_response answer(const http_request& request, const http_context& context) {
    if (request.method != "GET" && request.method != "HEAD") {
        auto out =
            error_response(405, "method_not_allowed",
                           request.method + " is not possible on " + request.path + "; use GET");
        out.headers.emplace_back("Allow", "GET, HEAD");
        return out;
    }
    const auto found = std::ranges::find(routes, request.path, &route::path);
    return found != routes.end() ? found->answer(request, context) : answer_file(request, context);
}

} // namespace crier
