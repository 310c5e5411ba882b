#pragma once

// A subscriber over server-sent events (WHATWG HTML, section 9.2).

#include "access/admission.hpp"
#include "async/transport.hpp"
#include "subscribe/subscribe_request.hpp"
#include "subscribe/subscriber_context.hpp"

#include <string_view>

namespace crier {

/// Answers GET /events, whose header was read, and has the stream served until the connection ends.
/// `header_lines`: more lines for the answer's header, each with its line break.
void begin_sse_session(transport connection, const subscribe_request& request,
                       std::string_view header_lines, admission admitted,
                       subscriber_context& context);

} // namespace crier
