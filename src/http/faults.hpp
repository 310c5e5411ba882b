#pragma once

// The faults of a hub that was started with --enable-faults; another has none, and answers 404.

#include "http/routes.hpp"

#include <string_view>

namespace crier {

inline constexpr std::string_view fault_path = "/api/v1/faults/";

// All of these are for who may follow $hub/#.

/// GET /api/v1/faults: those that are on: {"faults":[…]}, each as fault_json() has it.
[[nodiscard]] http_response answer_faults(const http_request& request, const http_context& context);
/// POST /api/v1/faults: begins one, as parse_fault() reads it; 201 with what it is.
[[nodiscard]] http_response answer_new_fault(const http_request& request,
                                             const http_context& context);
/// DELETE /api/v1/faults: ends all of them.
[[nodiscard]] http_response answer_end_of_faults(const http_request& request,
                                                 const http_context& context);
/// DELETE /api/v1/faults/ID: ends one.
[[nodiscard]] http_response answer_end_of_fault(const http_request& request,
                                                const http_context& context);

} // namespace crier
