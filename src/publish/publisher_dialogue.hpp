#pragma once

// How a publisher's connection is served; for the sources of this room alone.

#include "access/publish_quota.hpp"
#include "async/event.hpp"
#include "async/transport.hpp"
#include "faults/fault_line.hpp"
#include "publish/publish_rules.hpp"
#include "publish/publisher_answers.hpp"
#include "publish/publisher_deadlines.hpp"
#include "publish/publisher_identity.hpp"
#include "publish/publisher_input.hpp"
#include "publish/publisher_session.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace crier {

// A publisher that doesn't read its answers is not read from either.
inline constexpr std::size_t publisher_output_bytes_max = std::size_t{64} * 1024;

/// One connection: read() and write() run side by side. Neither ends the other by force: the reader
/// says that it has ended, and the writer ends once everything has been said.
class publisher_session final : public publisher_registry::holder {
public:
    publisher_session(transport connection, publisher_context& context);

    boost::asio::awaitable<void> run();

private:
    using clock = event::clock;

    boost::asio::awaitable<void> read();
    boost::asio::awaitable<void> write();

    // These return whether to go on reading.
    boost::asio::awaitable<bool> obey_input();
    boost::asio::awaitable<bool> introduce();
    boost::asio::awaitable<bool> store();
    bool take_input();
    bool take_outcome();
    bool obey(publish_rules::verdict verdict);
    void review();
    void keep_taken();

    boost::asio::awaitable<void> catch_up();
    void relay();
    void on_taken_over() override;
    void refuse(const error_frame& error);
    void refuse_rest();
    void fail(refusal why);
    void compose_output();
    [[nodiscard]] boost::asio::awaitable<void> keep_to_quota(std::size_t bytes);
    void check_deadlines();
    [[nodiscard]] std::unique_ptr<fault_line> run_through(fault_switch* faults);

    transport connection_;
    publisher_context& context_;
    std::unique_ptr<fault_line> faults_; ///< nothing: this hub has none
    std::string address_;
    publisher_identity identity_;
    publish_rules rules_;
    publisher_input input_;
    read_budget::share share_;
    std::vector<message> taken_; ///< of the input at hand; their texts are the input's
    std::shared_ptr<append_batch> batch_;
    std::optional<publish_rules::relay> relayed_;    ///< to be obeyed
    std::unique_ptr<message_feed> feed_;             ///< once it has subscribed
    std::optional<hello_frame> hello_;               ///< to be answered
    std::optional<publisher_registry::claim> claim_; ///< to a session that HELLO named
    bool taken_over_ = false;                        ///< nothing more goes to the history
    bool storing_ = false;                           ///< the batch is the history's

    event wake_;    ///< for the writer: there is something to say or to see to
    event drained_; ///< for the reader: the output has room again
    stopping::notifier stop_listener_;
    publisher_answers answers_;
    presence::entry presence_;
    std::string writing_;
    bool reading_ended_ = false;
    bool closing_first_ = false; ///< the hub ends the connection, not the publisher
    publisher_deadlines deadlines_;
    publish_quota quota_;
    std::size_t said_ = 0; ///< messages of the bytes at hand
    bool quota_told_ = false;
};

} // namespace crier
