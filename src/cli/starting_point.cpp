#include "cli/starting_point.hpp"

#include "cli/hub_questions.hpp"
#include "protocol/client_message.hpp"
#include "protocol/clock.hpp"

#include <utility>

namespace crier {

void starting_point::declare(command_line& line) {
    line.add_text("--since", since_,
                  "Begin in the past: behind an offset or a position (EPOCH:OFFSET), 0 for the "
                  "oldest kept; at a time (2026-11-22T20:11:00Z); or so long ago (10m)",
                  "WHEN");
    line.add_count("--last", last_, "Begin with the last N messages that match");
}

std::optional<std::string> starting_point::check() {
    if (last_ > last_messages_max)
        return "--last: at most " + std::to_string(last_messages_max) + " can be had";
    if (since_.empty())
        return std::nullopt;
    if (last_ > 0)
        return "--since and --last exclude one another";
    const auto read = parse_since(since_, now());
    if (!read)
        return "--since: " + read.error().message;
    wanted_ = *read;
    return std::nullopt;
}

boost::asio::awaitable<std::optional<refusal>> starting_point::apply(following_options& options) {
    options.last = last_;
    if (!wanted_)
        co_return std::nullopt;
    if (const auto* at = std::get_if<position>(&*wanted_)) {
        options.since = *at;
        co_return std::nullopt;
    }
    const auto found =
        co_await find_time(options.web, options.filters, std::get<timestamp>(*wanted_));
    if (!found)
        co_return found.error();
    options.since = *found;
    co_return std::nullopt;
}

std::optional<std::string> check_filter_arguments(std::vector<std::string>& filters) {
    if (filters.empty())
        filters.emplace_back("#");
    if (const auto wrong = check_filters(filters))
        return "FILTER: " + wrong->message;
    return std::nullopt;
}

} // namespace crier
