#include "cli/since_request.hpp"

#include "options/units.hpp"
#include "protocol/text_values.hpp"

#include <string>

namespace crier {

result<since_request> parse_since(std::string_view text, timestamp now) {
    if (const auto at = parse_position(text))
        return since_request{*at};
    if (const auto time = parse_time(text))
        return since_request{*time};
    if (const auto ago = parse_duration(text))
        return since_request{now - *ago};
    return refusal{errc::position_unknown,
                   "\"" + std::string{text} +
                       "\" is neither an offset (1204), a position (EPOCH:OFFSET), a time "
                       "(2026-11-22T20:11:00Z) nor how long ago (10m)"};
}

} // namespace crier
