#pragma once

#include <string>

namespace crier {

/// The host's name as a source: what a source may not contain is replaced by `-`. `otherwise`,
/// where the host has no name.
[[nodiscard]] std::string host_source(const std::string& otherwise);

} // namespace crier
