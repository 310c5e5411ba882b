#include "cli/standard_input.hpp"

#include "async/completion.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} * 1024;

refusal failed(const std::string& why) {
    return {errc::internal, "standard input can't be read: " + why};
}

refusal too_long() {
    return {errc::frame_too_large,
            "it is longer than " + std::to_string(standard_input::line_bytes_max) + " bytes"};
}

} // namespace

// Asio makes what it reads non-blocking, which everybody shares who has the same open file: the
// shell, and our own standard output on a terminal. Opened anew it is ours alone. That isn't
// possible with sockets, where it does no harm.
standard_input::standard_input(const asio::any_io_executor& executor) : pipe_{executor} {
    int own = ::open("/proc/self/fd/0", O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    if (own < 0)
        own = ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0);
    boost::system::error_code ec;
    pipe_.assign(own, ec);
    is_pollable_ = !ec;
    if (ec && own >= 0)
        ::close(own);
}

asio::awaitable<result<bool>> standard_input::read_more() {
    std::array<char, piece_bytes> piece{};
    buffer_.erase(0, std::exchange(begin_, 0));
    if (!is_pollable_) {
        const auto bytes = ::read(STDIN_FILENO, piece.data(), piece.size());
        if (bytes < 0)
            co_return failed(std::strerror(errno));
        buffer_.append(piece.data(), static_cast<std::size_t>(bytes));
        co_return bytes > 0;
    }
    const auto into = asio::buffer(piece);
    const auto [ec, bytes] = co_await pipe_.async_read_some(into, as_result);
    if (ec && ec != asio::error::eof)
        co_return failed(ec.message());
    buffer_.append(piece.data(), bytes);
    co_return !ec;
}

asio::awaitable<result<std::optional<std::string>>> standard_input::next_line() {
    using line = std::optional<std::string>;
    std::size_t looked_at = 0;
    for (;;) {
        const std::size_t end = buffer_.find('\n', begin_ + looked_at);
        if (end != std::string::npos) {
            std::string found = buffer_.substr(begin_, end - begin_);
            begin_ = end + 1;
            co_return line{std::move(found)};
        }
        looked_at = buffer_.size() - begin_;
        if (looked_at > line_bytes_max)
            co_return too_long();
        const auto more = co_await read_more();
        if (!more)
            co_return more.error();
        if (!*more)
            break;
    }
    std::string last = buffer_.substr(begin_);
    buffer_.clear();
    begin_ = 0;
    if (last.empty())
        co_return line{};
    co_return line{std::move(last)};
}

asio::awaitable<result<std::string>> standard_input::rest() {
    for (;;) {
        const auto more = co_await read_more();
        if (!more)
            co_return more.error();
        if (buffer_.size() > line_bytes_max)
            co_return too_long();
        if (!*more)
            co_return std::exchange(buffer_, {});
    }
}

} // namespace crier
