#pragma once

// The history that lives as long as the hub: a bounded ring in memory.

#include "history/ring_history.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <vector>

namespace crier {

/// Commits everything that was appended in a turn of the loop as one batch, at the turn's end.
class memory_history final : public ring_history {
public:
    memory_history(boost::asio::any_io_executor executor, ledger& book, const retention& limits,
                   std::chrono::seconds session_age_max = std::chrono::hours{7 * 24});

    void append(std::shared_ptr<append_batch> batch) override;
    [[nodiscard]] std::string_view kind() const noexcept override { return "memory"; }

private:
    void commit();
    [[nodiscard]] offset prev_of(offset at) const override;

    boost::asio::any_io_executor executor_;
    std::vector<std::shared_ptr<append_batch>> waiting_;
    std::chrono::steady_clock::time_point waiting_since_;
    std::vector<message_ptr> accepted_;
    // Of the commit that is under way; members only to keep their memory.
    std::vector<std::shared_ptr<append_batch>> telling_;
    std::vector<message_ptr> committing_;
};

} // namespace crier
