#pragma once

#include "access/token_bucket.hpp"

#include <crier/error.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>

namespace crier {

/// How many may be connected.
struct connection_caps {
    std::uint64_t in_all = 0;      ///< 0: as many as the system allows
    std::uint64_t per_address = 0; ///< 0: any number; addresses of this machine always may
};

/// Counts the connections to a hub, and refuses those that are too many. It outlives them.
class connection_limits {
public:
    explicit connection_limits(connection_caps caps) : caps_{caps} {}

    /// A connection's place: held as long as the connection lives.
    class place;
    using place_ptr = std::shared_ptr<const place>;

    /// A place for a connection from that address; errc::too_many_connections where there is none.
    [[nodiscard]] result<place_ptr> take(const std::string& address);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    connection_caps caps_;
    std::size_t size_ = 0;
    std::unordered_map<std::string, std::size_t> by_address_;
};

} // namespace crier
