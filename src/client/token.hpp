#pragma once

// What a client shows a hub that asks who it is.

#include <crier/connection_options.hpp>
#include <crier/error.hpp>

#include <string>

namespace crier {

/// The token to show on the next connection, empty where there is none; errc::unauthorized where
/// its file can't be read.
[[nodiscard]] result<std::string> token_of(const connection_options& options);

} // namespace crier
