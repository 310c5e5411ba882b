#include "access/limits.hpp"

#include <string>

namespace crier {

std::optional<refusal> limit_book::refuse_filters(std::size_t count) {
    if (set.filters == 0 || count <= set.filters)
        return std::nullopt;
    reached.note(limit::filters);
    return refusal{errc::bad_filter,
                   std::to_string(count) + " filters are too many: a connection has at most " +
                       std::to_string(set.filters) +
                       "; use wildcards, or let the hub take more (--max-filters)"};
}

} // namespace crier
