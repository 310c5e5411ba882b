#include "options/throttled_sink.hpp"

#include <fmt/format.h>

#include <iterator>
#include <string_view>

namespace crier {

void throttled_sink::log(const spdlog::details::log_msg& message) {
    const auto now = now_();
    end_windows(now, message);
    const std::string_view text{message.payload.data(), message.payload.size()};
    const auto end = text.find(" connection=");
    if (message.level < spdlog::level::info || end == text.npos) {
        to_->log(message);
        return;
    }
    const std::string_view beginning = text.substr(0, end);
    auto found = counts_.find(beginning);
    if (found == counts_.end())
        found = counts_.emplace(beginning, count{now + window}).first;
    if (++found->second.lines <= lines_max)
        to_->log(message);
}

/// Says how many lines didn't pass, when the next line of any kind comes.
void throttled_sink::end_windows(clock::time_point now, const spdlog::details::log_msg& like) {
    for (auto at = counts_.begin(); at != counts_.end();) {
        const auto& [beginning, counted] = *at;
        if (now < counted.until) {
            ++at;
            continue;
        }
        if (counted.lines > lines_max) {
            const std::string text = fmt::format("{}: {} more of these in {} s", beginning,
                                                 counted.lines - lines_max, window.count());
            to_->log({like.logger_name, spdlog::level::info, text});
        }
        at = counts_.erase(at);
    }
}

} // namespace crier
