#include "protocol/line_decoder.hpp"

#include <algorithm>
#include <string>

namespace crier {

std::span<char> line_decoder::room(std::size_t busy_bytes) {
    // A long line's length isn't known beforehand: twice as much each time.
    return input_.room(busy_bytes, std::min(2 * input_.waiting().size(), length_max_ + 2));
}

result<std::optional<text_line>> line_decoder::next() {
    while (!failed_) {
        const std::string_view waiting = input_.waiting();
        const std::size_t end = waiting.find('\n', searched_);
        failed_ = std::min(end, waiting.size()) > length_max_;
        if (failed_)
            break;
        if (end == std::string_view::npos) {
            searched_ = waiting.size();
            return std::optional<text_line>{};
        }
        searched_ = 0;
        input_.consume(end + 1);
        ++number_;
        std::string_view text = waiting.substr(0, end);
        if (text.ends_with('\r'))
            text.remove_suffix(1);
        if (!text.empty())
            return std::optional{text_line{number_, text}};
    }
    return too_large();
}

refusal line_decoder::too_large() const {
    return {errc::frame_too_large, "line " + std::to_string(number_ + 1) +
                                       " is over the limit of " + std::to_string(length_max_) +
                                       " bytes"};
}

} // namespace crier
