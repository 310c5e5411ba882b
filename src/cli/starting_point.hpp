#pragma once

// From where in the history a command reads: --since and --last.

#include "cli/following.hpp"
#include "cli/since_request.hpp"
#include "options/command_line.hpp"

#include <crier/error.hpp>

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace crier {

class starting_point {
public:
    void declare(command_line& line);
    /// What is wrong with them, if anything; to be called before the others.
    [[nodiscard]] std::optional<std::string> check();
    [[nodiscard]] bool is_given() const noexcept { return wanted_.has_value() || last_ > 0; }

    /// Sets where `options` begin; a time is looked up at the hub.
    [[nodiscard]] boost::asio::awaitable<std::optional<refusal>> apply(following_options& options);

private:
    std::string since_;
    std::uint64_t last_ = 0;
    std::optional<since_request> wanted_;
};

/// Why these are no filters, for a bad option; `#` alone where there are none.
[[nodiscard]] std::optional<std::string> check_filter_arguments(std::vector<std::string>& filters);

} // namespace crier
