#pragma once

// Following a hub for a person or a file: events taken apart, the rest told on standard error.

#include "cli/setback_teller.hpp"
#include "cli/stream_event.hpp"
#include "cli/stream_tally.hpp"
#include "client/event_stream.hpp"

#include <crier/connection_options.hpp>
#include <crier/error.hpp>
#include <crier/position.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crier {

struct following_options {
    connection_options web;
    std::string hub; ///< as people know it
    std::vector<std::string> filters;
    std::optional<position> since;
    std::uint64_t last = 0;
    /// Says a line on standard error, around whatever else is shown there.
    std::function<void(std::string_view)> complain;
};

/// What comes, with the hub's own JSON. `missing`: for a message, up to where its topic was
/// complete, where something is missing before it.
struct followed {
    const stream_event& event;
    std::string_view json;
    std::optional<offset> missing;
};

/// One stream, over restarts of the hub. What can't be connected to is told, and tried again.
class following {
public:
    /// `take` says whether it wants more.
    following(const boost::asio::any_io_executor& executor, following_options options,
              std::function<bool(const followed&)> take);
    following(const following&) = delete;
    following& operator=(const following&) = delete;

    /// Returns when `take` has had enough (errc::closed), or with what can't get better.
    [[nodiscard]] boost::asio::awaitable<refusal> run();

    [[nodiscard]] const stream_tally& tally() const noexcept { return tally_; }

private:
    [[nodiscard]] static event_stream_options stream_options(const following_options& options);
    [[nodiscard]] event_stream_handlers handlers();
    void hear(const server_sent_event& event);
    void tell(const setback& setback);

    following_options options_;
    std::function<bool(const followed&)> take_;
    stream_tally tally_;
    setback_teller teller_;
    std::unique_ptr<event_stream> stream_;
    std::optional<refusal> unreadable_;
};

} // namespace crier
