#include "fuzz/property.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <stdexcept>

namespace crier::fuzz {

void require(bool holds, const char* what) {
    if (!holds)
        throw std::logic_error{what};
}

bool is_json(std::string_view text) {
    boost::system::error_code ec;
    boost::json::parse_options options;
    options.max_depth = 64; // what is nested as deep as may be, within an event
    std::ignore = boost::json::parse({text.data(), text.size()}, ec, {}, options);
    return !ec;
}

std::string_view take_until(std::string_view& input, char mark) {
    const std::size_t end = std::min(input.find(mark), input.size());
    const std::string_view taken = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    return taken;
}

unsigned take_byte(std::string_view& input) {
    if (input.empty())
        return 0;
    const auto byte = static_cast<unsigned char>(input.front());
    input.remove_prefix(1);
    return byte;
}

std::size_t pieces::next(std::size_t left) noexcept {
    state_ = state_ * 1664525U + 1013904223U;
    const unsigned drawn = state_ >> 16U;
    const std::size_t longest = (drawn & 3U) == 0 ? 300 : 7;
    return std::min(left, 1 + (drawn >> 2U) % longest);
}

} // namespace crier::fuzz
