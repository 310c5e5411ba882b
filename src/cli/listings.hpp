#pragma once

#include "cli/command.hpp"

namespace crier {

/// crier topics: every topic of the hub.
[[nodiscard]] std::unique_ptr<command> make_topics();

/// crier publishers: who is connected and publishes.
[[nodiscard]] std::unique_ptr<command> make_publishers();

/// crier explain: what the bearer of a token may do on a topic, and why.
[[nodiscard]] std::unique_ptr<command> make_explain();

} // namespace crier
