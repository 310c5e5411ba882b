#pragma once

// One question to a hub over HTTP, on a connection of its own.

#include "async/event.hpp"

#include <crier/connection_options.hpp>
#include <crier/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace crier {

struct http_question {
    std::string method = "GET";
    std::string target; ///< path and query, percent-encoded
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// The answer to one question: its head, and then its body as it comes.
class http_exchange {
public:
    /// Connects to options.host, with TLS and with the token where they say so, and asks. Gives
    /// what begins to be answered, whatever its status, or why nothing was by the deadline. The
    /// options must live until then.
    [[nodiscard]] static boost::asio::awaitable<result<http_exchange>>
    ask(const connection_options& options, http_question question,
        event::clock::time_point deadline);

    http_exchange(http_exchange&&) noexcept;
    http_exchange& operator=(http_exchange&&) noexcept;
    ~http_exchange();

    [[nodiscard]] unsigned status() const noexcept;
    /// Of Content-Type, without its parameters.
    [[nodiscard]] std::string content_type() const;

    /// The next piece of the body, empty at its end; errc::timeout where nothing comes by the
    /// deadline, errc::connection_ended where it is cut off. The bytes are valid until the next
    /// call.
    [[nodiscard]] boost::asio::awaitable<result<std::string_view>>
    read(event::clock::time_point deadline);

private:
    struct connected;
    explicit http_exchange(std::unique_ptr<connected> parts);

    std::unique_ptr<connected> parts_;
};

/// A whole answer.
struct http_answer {
    unsigned status = 0;
    std::string body;
};

/// Asks and reads the whole answer, which may have at most 64 MiB.
[[nodiscard]] boost::asio::awaitable<result<http_answer>>
ask_once(const connection_options& options, http_question question,
         event::clock::time_point deadline);

/// What a hub says by an answer that isn't 200: its code and words, and those of HTTP where the
/// answer isn't a hub's.
[[nodiscard]] refusal refusal_in(const http_answer& answer);

} // namespace crier
