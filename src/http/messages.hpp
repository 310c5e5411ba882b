#pragma once

// GET /api/v1/messages: the history, in pages or as lines.

#include "http/messages_request.hpp"
#include "http/routes.hpp"
#include "protocol/since.hpp"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace crier {

/// Reads a history forward from where a request begins, up to its limit or to the end that the
/// history had when it began, a bounded step at a time.
class messages_reader {
public:
    messages_reader(crier::history& source, messages_request asked);

    /// Finds where to begin; nothing may be asked before. False when the history can't be read.
    [[nodiscard]] boost::asio::awaitable<bool> begin();
    [[nodiscard]] bool done() const noexcept;
    /// What is no longer kept of what comes next; to be told, and then skipped, before read().
    [[nodiscard]] std::optional<gap> missing() const;
    void skip(const gap& missing);
    /// The next messages, maybe none. Others have their turn of the loop meanwhile.
    [[nodiscard]] boost::asio::awaitable<result<std::vector<message_ptr>>> read();
    /// The position to go on from.
    [[nodiscard]] std::string position() const;

private:
    void go_on_after(offset reached);

    crier::history& history_;
    std::uint64_t limit_; ///< how many messages may still come
    start_point start_;
    page_request next_;
    listing listed_;
    offset end_;
    std::optional<gap> missing_at_begin_;
};

/// GET /api/v1/messages. Lines are read while they are sent.
[[nodiscard]] boost::asio::awaitable<http_response> answer_messages(const http_request& request,
                                                                    const http_context& context);

} // namespace crier
