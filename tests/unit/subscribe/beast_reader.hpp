#pragma once

// What Beast makes of a client's bytes: the measure of how strict a reader has to be.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

/// What Beast's server tells of these bytes, behind which the connection ends, in the words of
/// websocket_reader_test: "text …", "binary …", "ping …", "ending CODE".
[[nodiscard]] std::vector<std::string> read_by_beast(std::string_view bytes,
                                                     std::size_t message_bytes_max);

} // namespace crier
