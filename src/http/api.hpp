#pragma once

// The answers of /api/v1 and the probes.

#include "http/routes.hpp"

namespace crier {

/// GET /api/v1/info: who this hub is, what it keeps, its limits.
[[nodiscard]] http_response answer_info(const http_request& request, const http_context& context);
/// GET /api/v1/topics: every topic by name, with its count, last offset and time, and rate.
[[nodiscard]] http_response answer_topics(const http_request& request, const http_context& context);
/// GET /api/v1/publishers: each connection that publishes; for who may follow $hub/publishers/#.
[[nodiscard]] http_response answer_publishers(const http_request& request,
                                              const http_context& context);
/// GET /api/v1/subscribers: who is subscribed, to what, and what became of what they were due.
[[nodiscard]] http_response answer_subscribers(const http_request& request,
                                               const http_context& context);
/// GET /api/v1/explain: what a client may do on a topic, and which rule says so.
[[nodiscard]] http_response answer_explain(const http_request& request,
                                           const http_context& context);
/// GET /metrics: for Prometheus; with access control for who may follow $hub/#.
[[nodiscard]] http_response answer_metrics(const http_request& request,
                                           const http_context& context);
/// GET /livez: 200 as long as the loop turns.
[[nodiscard]] http_response answer_livez(const http_request& request, const http_context& context);
/// GET /readyz: 200, or 503 once the hub is stopping and while nothing can be stored.
[[nodiscard]] http_response answer_readyz(const http_request& request, const http_context& context);

} // namespace crier
