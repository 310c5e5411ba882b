#pragma once

// Standard input, a line at a time, without keeping the loop from anything else.

#include <crier/error.hpp>

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace crier {

class standard_input {
public:
    /// What is longer than this is refused, whatever a hub would take.
    static constexpr std::size_t line_bytes_max = std::size_t{64} * 1024 * 1024;

    explicit standard_input(const boost::asio::any_io_executor& executor);

    /// The next line without its end; nothing at the end of the input. A last line needs no end.
    [[nodiscard]] boost::asio::awaitable<result<std::optional<std::string>>> next_line();
    /// Everything up to the end of the input.
    [[nodiscard]] boost::asio::awaitable<result<std::string>> rest();

private:
    /// Appends to buffer_; false at the end of the input.
    [[nodiscard]] boost::asio::awaitable<result<bool>> read_more();

    boost::asio::posix::stream_descriptor pipe_;
    bool is_pollable_ = false; ///< a pipe, a terminal or a socket, and no file
    std::string buffer_;
    std::size_t begin_ = 0; ///< of what hasn't been given, in buffer_
};

} // namespace crier
