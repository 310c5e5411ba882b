#pragma once

// A WebSocket subscriber, once its upgrade is accepted.

#include "access/admission.hpp"
#include "async/transport.hpp"
#include "subscribe/subscribe_request.hpp"
#include "subscribe/subscriber_context.hpp"
#include "subscribe/upgrade.hpp"

namespace crier {

/// Answers the upgrade, and has the stream served until the connection ends.
void begin_ws_session(transport connection, const accepted_upgrade& upgrade,
                      const subscribe_request& request, admission admitted,
                      subscriber_context& context);

} // namespace crier
