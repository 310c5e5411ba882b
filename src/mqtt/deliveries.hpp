#pragma once

// Which messages of QoS 1 have been taken from the broker, so that one that it sends again after a
// cut isn't published again.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crier {

/// What a message is told from others by.
[[nodiscard]] std::uint64_t fingerprint(std::string_view topic, std::string_view payload) noexcept;

/// A broker resends what wasn't acknowledged, under the same packet id, which it gives to nothing
/// else before that. What was acknowledged may be resent too, where the acknowledgement was lost
/// with the connection; its id may be another message's by then, so the DUP flag has to be set. A
/// broker that gives the same few ids again and again is not trusted with that: rather twice than
/// never.
class deliveries {
public:
    /// `remembered_max`: of those acknowledged, the last so many.
    explicit deliveries(std::size_t remembered_max) : remembered_max_{remembered_max} {}

    struct delivery {
        std::uint16_t id = 0;
        bool dup = false; ///< as far as is known
        std::uint64_t fingerprint = 0;
    };

    /// Notes a message that the broker delivers. False: it was taken before, and only the
    /// acknowledgement is still due.
    [[nodiscard]] bool take(const delivery& delivered);

    /// One that an earlier run has taken, and the hub stored; whether it was acknowledged nobody
    /// knows any more.
    void know(std::uint16_t id, std::uint64_t fingerprint);

    /// The acknowledgements of all that this connection has delivered have been sent. Returns how
    /// many there were.
    std::size_t acknowledge();

    /// The connection has ended: what isn't acknowledged will be delivered again.
    void cut() { due_.clear(); }

    /// The broker has begun a new session: its ids say nothing about the old one's.
    void forget();

    /// How many were taken before.
    [[nodiscard]] std::uint64_t repeated() const noexcept { return repeated_; }

private:
    struct known {
        std::uint64_t fingerprint = 0;
        std::uint64_t acknowledged = 0; ///< which acknowledgement it was, from 1; 0: none yet
    };
    struct acknowledgement {
        std::uint16_t id = 0;
        std::uint64_t number = 0;
    };

    void remember(std::uint16_t id);
    void forget_oldest();

    std::size_t remembered_max_;
    std::unordered_map<std::uint16_t, known> known_;
    std::vector<std::uint16_t> due_;           ///< delivered since the last acknowledge()
    std::deque<acknowledgement> acknowledged_; ///< oldest first; only an id's last one counts
    std::uint64_t acknowledgements_ = 0;
    std::uint64_t repeated_ = 0;
    bool reuses_ids_ = false;
};

} // namespace crier
