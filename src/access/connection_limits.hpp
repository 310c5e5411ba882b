#pragma once

#include "access/limits.hpp"

#include <crier/error.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

namespace crier {

/// Counts the connections to a hub, and refuses those that are too many. It outlives them.
class connection_limits {
public:
    explicit connection_limits(limit_book& limits) : limits_{limits} {}

    /// A connection's place: held as long as the connection lives.
    class place;
    using place_ptr = std::shared_ptr<const place>;

    /// A place for a connection from that address; errc::too_many_connections where there is none.
    [[nodiscard]] result<place_ptr> take(const std::string& address);

    [[nodiscard]] std::size_t size() const noexcept { return size_; }

private:
    limit_book& limits_;
    std::size_t size_ = 0;
    std::unordered_map<std::string, std::size_t> by_address_;
};

} // namespace crier
