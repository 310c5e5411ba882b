#pragma once

// Reads a stream from end to end, on a thread of its own.

#include "history/nats_handles.hpp"
#include "history/nats_message.hpp"
#include "history/nats_options.hpp"

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace crier {

/// Every entry comes once and in order, over lost servers and consumers; what the stream no longer
/// has is left out. It waits when too much was not taken.
class nats_reader {
public:
    /// `on_some` is called on the reader's thread when there is something to take() again.
    nats_reader(jsCtx* context, const nats_options& options, std::uint64_t from,
                std::function<void()> on_some);
    ~nats_reader();
    nats_reader(const nats_reader&) = delete;
    nats_reader& operator=(const nats_reader&) = delete;

    /// What has come; waits so long for some.
    [[nodiscard]] std::vector<stream_entry> take(std::chrono::milliseconds patience);

private:
    void run();
    [[nodiscard]] nats_handle<natsSubscription> subscribe() const;
    /// Whether the subscription goes on as it should.
    [[nodiscard]] bool read_some(natsSubscription* from);
    [[nodiscard]] bool note(natsMsg* entry);
    [[nodiscard]] bool is_behind();
    void hand_over();
    [[nodiscard]] bool pause();

    jsCtx* context_;
    nats_options options_;
    std::uint64_t next_;          ///< the sequence that is due
    std::uint64_t delivered_ = 0; ///< the consumer's own number of its last entry
    int silent_ = 0;              ///< waits in a row in which nothing came
    std::function<void()> on_some_;
    std::vector<stream_entry> read_; ///< and not handed over yet
    std::size_t read_bytes_ = 0;

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<stream_entry> entries_;
    std::size_t entries_bytes_ = 0;
    bool stopping_ = false;

    std::thread thread_; ///< last, as it uses all of the above
};

} // namespace crier
