#pragma once

// Who publishes at the moment: for those who ask, and told on $hub/publishers/SOURCE.

#include "access/limits.hpp"
#include "history/history.hpp"
#include "metrics/publisher_report.hpp"
#include "protocol/string_hash.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/intrusive/list.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace crier {

/// What is said of a source is said in the history, so that it has an order among the messages and
/// can be looked up later. A source is online from its first connection's first sign that it
/// publishes to the end of its last connection. It outlives them, and belongs to the loop's thread.
class presence {
public:
    /// Where there are as many topics as `allowed`, nothing is told on new ones.
    /// `telling`: whether anything is told.
    presence(const boost::asio::any_io_executor& executor, history& kept, const limits& allowed,
             bool telling);

    /// A connection, for as long as it lives.
    class entry : public boost::intrusive::list_base_hook<> {
    public:
        entry(presence& all, std::uint64_t id, std::string address);
        ~entry();
        entry(const entry&) = delete;
        entry& operator=(const entry&) = delete;

        /// It said who it is. A session that it named shows that it publishes.
        void introduce(const publisher_id& who, bool has_session);
        /// It published these as `who`.
        void note(const publisher_id& who, std::span<const message> said);
        /// Why it ends: a code, which outlives it. The first counts; without any the client closed.
        void end(std::string_view reason) noexcept {
            if (reason_.empty())
                reason_ = reason;
        }

        [[nodiscard]] const publisher_report& report() const noexcept { return report_; }
        [[nodiscard]] bool publishes() const noexcept { return publishes_; }

    private:
        void begin();

        presence& all_;
        publisher_report report_;
        std::string_view reason_;
        bool introduced_ = false;
        bool publishes_ = false;
    };

    presence(const presence&) = delete;
    presence& operator=(const presence&) = delete;

    /// Says of the sources that a hub before this one left online, and that haven't come back, that
    /// they are offline; to be called when they have had time for it.
    [[nodiscard]] boost::asio::awaitable<void> settle();
    /// Says nothing more: the hub stops, and publishers come back to the next one.
    void silence() noexcept { telling_ = false; }

    /// How many connections publish.
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::vector<publisher_report> report() const;

private:
    void arrive(const publisher_report& who);
    void leave(const publisher_report& who, std::string_view reason);
    void tell(const publisher_report& who, std::string_view state, std::string_view reason);
    [[nodiscard]] boost::asio::awaitable<bool> was_online(const std::string& topic);

    boost::asio::any_io_executor executor_;
    history& history_;
    const limits& limits_;
    bool telling_;
    publisher_id hub_;
    boost::intrusive::list<entry> entries_;
    std::size_t size_ = 0;
    /// How many connections each source that is online has.
    std::unordered_map<std::string, std::size_t, string_hash, std::equal_to<>> online_;
};

} // namespace crier
