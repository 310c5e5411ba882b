#pragma once

// Who publishes: at most one connection for each source and session.

#include "history/append_batch.hpp"
#include "protocol/string_hash.hpp"

#include <cstddef>
#include <string>
#include <unordered_map>

namespace crier {

/// Knows the connection that each named session has. It outlives them. It belongs to the loop's
/// thread.
class publisher_registry {
public:
    /// A connection. It is told, in the step in which another comes, that the session is no longer
    /// its own: it hands nothing more to the history from then on.
    class holder {
    public:
        virtual void on_taken_over() = 0;

    protected:
        ~holder() = default;
    };

    /// Holds a session for a connection as long as it lives, or until another claims it.
    class claim {
    public:
        /// Takes the session over from whoever holds it.
        claim(publisher_registry& registry, const publisher_id& who, holder& owner);
        ~claim();
        claim(const claim&) = delete;
        claim& operator=(const claim&) = delete;

    private:
        publisher_registry& registry_;
        std::string key_;
        holder& owner_;
    };

    publisher_registry() = default;
    publisher_registry(const publisher_registry&) = delete;
    publisher_registry& operator=(const publisher_registry&) = delete;

    /// How many sessions are held.
    [[nodiscard]] std::size_t size() const noexcept { return holders_.size(); }

private:
    std::unordered_map<std::string, holder*, string_hash, std::equal_to<>> holders_;
};

} // namespace crier
