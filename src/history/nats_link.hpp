#pragma once

// A hub's link to a NATS JetStream stream: the only place that knows NATS, and that shares anything
// with its threads.

#include "async/worker.hpp"
#include "history/nats_message.hpp"
#include "history/nats_options.hpp"
#include "history/nats_stream.hpp"
#include "history/recent.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

class nats_reader;

/// It belongs to the loop; NATS's threads and its own hand everything over to it.
class nats_link {
public:
    struct handlers {
        std::function<void()> on_entries;           ///< there are some to take()
        std::function<void(std::string)> on_lost;   ///< no server; says why
        std::function<void()> on_found;             ///< there is one again
        std::function<void(std::string)> on_closed; ///< there will be none any more; says why
    };

    /// Connects, and makes the stream or adopts it. Throws std::runtime_error that says what is
    /// wrong and what to do. `hub` is a name that no other hub has.
    nats_link(const boost::asio::any_io_executor& loop, const nats_options& options,
              const retention& kept, std::string hub, handlers told);
    ~nats_link();
    nats_link(const nats_link&) = delete;
    nats_link& operator=(const nats_link&) = delete;

    [[nodiscard]] const stream_facts& facts_at_start() const noexcept { return facts_at_start_; }
    /// The largest payload that a server takes beside our headers.
    [[nodiscard]] std::uint64_t payload_bytes_max() const noexcept;

    /// Begins to read from this sequence on; to be called once.
    void consume(std::uint64_t from);
    /// What has come, in order. Waits so long for some; only before the loop runs.
    [[nodiscard]] std::vector<stream_entry> wait(std::chrono::milliseconds patience);
    [[nodiscard]] std::vector<stream_entry> take();

    /// Publishes in order; what became of it, the entries tell. What NATS is too slow to take by
    /// `until` is left out: nobody waits for it any more, and it will be sent again.
    void publish(std::vector<stream_publication> all, std::chrono::steady_clock::time_point until);
    using facts_handler = std::function<void(const std::optional<stream_facts>&)>;
    /// Has `told` called on the loop with where the stream is then; nothing where no server says
    /// so. However many ask at a time, the server is asked once for all of them.
    void ask_facts(facts_handler told);

    /// A text that hubs share beside the stream, of any length. Blocks: only before the loop runs.
    [[nodiscard]] std::optional<std::string> read_state() const;
    void write_state(std::string state);

private:
    struct shared;

    static void tell_lost(natsConnection* connection, void* closure);
    static void tell_found(natsConnection* connection, void* closure);
    static void let_go(natsConnection* connection, void* closure);
    void ask_for_all();
    void close();
    [[nodiscard]] nats_handle<kvStore> open_state() const;

    boost::asio::any_io_executor loop_;
    nats_options options_;
    std::string hub_;
    std::shared_ptr<shared> shared_; ///< with NATS's threads, which may outlive this by a moment
    nats_handle<natsConnection> connection_;
    nats_handle<jsCtx> context_;
    stream_facts facts_at_start_;
    std::unique_ptr<nats_reader> reader_;
    std::vector<facts_handler> askers_; ///< who came while others are being answered
    bool asking_facts_ = false;
    worker publishing_;
    worker asking_;
};

} // namespace crier
