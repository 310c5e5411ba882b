#include "protocol/text_values.hpp"

#include <array>
#include <charconv>
#include <cstdint>

namespace crier {
namespace {

/// Takes a number of exactly so many digits off the front.
std::optional<unsigned> take_digits(std::string_view& text, std::size_t digits) {
    if (text.size() < digits ||
        text.substr(0, digits).find_first_not_of("0123456789") != std::string_view::npos)
        return std::nullopt;
    unsigned value = 0;
    std::from_chars(text.data(), text.data() + digits, value);
    text.remove_prefix(digits);
    return value;
}

bool take_mark(std::string_view& text, std::string_view marks) {
    if (text.empty() || marks.find(text.front()) == std::string_view::npos)
        return false;
    text.remove_prefix(1);
    return true;
}

std::optional<std::chrono::sys_days> take_date(std::string_view& text) {
    const auto year = take_digits(text, 4);
    const bool first = year && take_mark(text, "-");
    const auto month = first ? take_digits(text, 2) : std::nullopt;
    const bool second = month && take_mark(text, "-");
    const auto day = second ? take_digits(text, 2) : std::nullopt;
    if (!day)
        return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                           std::chrono::month{*month}, std::chrono::day{*day}};
    if (!date.ok())
        return std::nullopt;
    return std::chrono::sys_days{date};
}

/// Hours and minutes of a day: 23:59.
std::optional<std::chrono::minutes> take_hours_and_minutes(std::string_view& text) {
    const auto hours = take_digits(text, 2);
    const bool colon = hours && take_mark(text, ":");
    const auto minutes = colon ? take_digits(text, 2) : std::nullopt;
    if (!minutes || *hours > 23 || *minutes > 59)
        return std::nullopt;
    return std::chrono::hours{*hours} + std::chrono::minutes{*minutes};
}

/// The decimals behind a point, if there is one, as microseconds.
std::optional<std::chrono::microseconds> take_fraction(std::string_view& text) {
    std::int64_t micro = 0;
    if (!take_mark(text, "."))
        return std::chrono::microseconds{0};
    std::int64_t worth = 100'000;
    if (text.empty() || text.front() < '0' || text.front() > '9')
        return std::nullopt;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        micro += worth * (text.front() - '0');
        worth /= 10;
        text.remove_prefix(1);
    }
    return std::chrono::microseconds{micro};
}

/// How far a local time is ahead of UTC: Z, +01:00, -05:30.
std::optional<std::chrono::minutes> take_zone(std::string_view& text) {
    if (take_mark(text, "Zz"))
        return std::chrono::minutes{0};
    const bool behind = text.starts_with('-');
    if (!take_mark(text, "+-"))
        return std::nullopt;
    const auto ahead = take_hours_and_minutes(text);
    if (!ahead)
        return std::nullopt;
    return behind ? -*ahead : *ahead;
}

/// What a character of base64 stands for; 64 for one that is none.
unsigned sextet_of(char c) {
    if (c >= 'A' && c <= 'Z')
        return static_cast<unsigned>(c - 'A');
    if (c >= 'a' && c <= 'z')
        return static_cast<unsigned>(c - 'a') + 26;
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0') + 52;
    return c == '+' ? 62 : c == '/' ? 63 : 64;
}

} // namespace

std::optional<timestamp> parse_time(std::string_view text) {
    const auto date = take_date(text);
    if (!date)
        return std::nullopt;
    if (text.empty())
        return timestamp{*date};
    if (!take_mark(text, "Tt "))
        return std::nullopt;
    const auto minutes = take_hours_and_minutes(text);
    const bool colon = minutes && take_mark(text, ":");
    const auto seconds = colon ? take_digits(text, 2) : std::nullopt;
    if (!seconds || *seconds > 60) // a leap second counts as the next one
        return std::nullopt;
    const auto fraction = take_fraction(text);
    const auto zone = fraction ? take_zone(text) : std::nullopt;
    if (!zone || !text.empty())
        return std::nullopt;
    return timestamp{*date} + *minutes + std::chrono::seconds{*seconds} + *fraction - *zone;
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0)
        return std::nullopt;
    std::size_t padding = 0;
    while (padding < 2 && text.size() > padding && text[text.size() - 1 - padding] == '=')
        ++padding;
    std::string out;
    out.reserve(text.size() / 4 * 3);
    unsigned bits = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool padded = i >= text.size() - padding;
        const unsigned sextet = padded ? 0 : sextet_of(text[i]);
        if (sextet > 63)
            return std::nullopt;
        bits = bits << 6U | sextet;
        if (i % 4 != 3)
            continue;
        for (const unsigned shift : std::array{16U, 8U, 0U})
            out.push_back(static_cast<char>(bits >> shift & 0xFFU));
        bits = 0;
    }
    // Bits that the padding stands for must be none: each sequence of bytes has one text.
    for (std::size_t i = 0; i < padding; ++i) {
        if (out.back() != '\0')
            return std::nullopt;
        out.pop_back();
    }
    const std::size_t used = text.size() - padding;
    if (padding == 1 && (sextet_of(text[used - 1]) & 0x3U) != 0)
        return std::nullopt;
    if (padding == 2 && (sextet_of(text[used - 1]) & 0xFU) != 0)
        return std::nullopt;
    return out;
}

} // namespace crier
