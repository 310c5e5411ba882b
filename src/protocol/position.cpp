#include <crier/position.hpp>

#include <charconv>

namespace crier {
namespace {

constexpr std::size_t epoch_digits = 16;

template <class Integer>
std::optional<Integer> parse_whole(std::string_view text, int base) {
    Integer value{};
    const char* end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value, base);
    if (parsed.ec != std::errc{} || parsed.ptr != end)
        return std::nullopt;
    return value;
}

refusal not_a_position(std::string_view text) {
    return {errc::position_unknown, "\"" + std::string{text} +
                                        "\" is not a position; it is an offset such as 42, or an "
                                        "epoch and an offset such as 0123456789abcdef:42"};
}

} // namespace

std::string epoch::text() const {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string out(epoch_digits, '0');
    std::uint64_t rest = value;
    for (std::size_t i = epoch_digits; i-- > 0; rest >>= 4U)
        out[i] = digits[rest & 0xFU];
    return out;
}

result<position> parse_position(std::string_view text) {
    position out;
    std::string_view digits = text;
    if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
        const auto named = parse_whole<std::uint64_t>(text.substr(0, colon), 16);
        if (colon != epoch_digits || !named)
            return not_a_position(text);
        out.epoch = epoch{*named};
        digits = text.substr(colon + 1);
    }
    const auto number = parse_whole<std::uint64_t>(digits, 10);
    if (!number)
        return not_a_position(text);
    out.offset = offset{*number};
    return out;
}

} // namespace crier
