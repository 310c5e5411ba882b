#include "protocol/json_text.hpp"

#include "protocol/utf8.hpp"

#include <array>
#include <charconv>

namespace crier {
namespace {

constexpr std::string_view hex_digits = "0123456789abcdef";

constexpr char beyond_ascii = '?';
constexpr std::string_view replacement_character = "\xEF\xBF\xBD";

/// For each byte: 0 where it stands for itself, 'u' where it needs \u00XX, beyond_ascii where it is
/// none or part of a character, else the letter after the backslash.
constexpr std::array<char, 256> make_escapes() {
    std::array<char, 256> out{};
    for (std::size_t i = 0; i < 0x20; ++i)
        out[i] = 'u';
    for (std::size_t i = 0x80; i < out.size(); ++i)
        out[i] = beyond_ascii;
    out['\b'] = 'b';
    out['\f'] = 'f';
    out['\n'] = 'n';
    out['\r'] = 'r';
    out['\t'] = 't';
    out['"'] = '"';
    out['\\'] = '\\';
    return out;
}

constexpr std::array<char, 256> escapes = make_escapes();

/// Writes `value` into `digits` places, with leading zeros.
void append_padded(std::string& out, std::uint64_t value, std::size_t digits) {
    const std::size_t begin = out.size();
    out.append(digits, '0');
    for (std::size_t i = digits; i-- > 0; value /= 10)
        out[begin + i] = static_cast<char>('0' + value % 10);
}

} // namespace

void append_json_string(std::string& out, std::string_view text) {
    out.push_back('"');
    std::size_t plain = 0; // where the run of characters that stand for themselves began
    std::size_t whole = 0; // up to here, what is beyond ASCII is known to be characters
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const char escape = escapes[byte];
        if (escape == 0 || (escape == beyond_ascii && i < whole))
            continue;
        if (escape == beyond_ascii) {
            whole = i + utf8_run(text.substr(i));
            if (i < whole)
                continue;
        }
        out.append(text.substr(plain, i - plain));
        plain = i + 1;
        if (escape == beyond_ascii) {
            out.append(replacement_character);
            continue;
        }
        out.push_back('\\');
        out.push_back(escape);
        if (escape == 'u') {
            out.append("00");
            out.push_back(hex_digits[byte >> 4U]);
            out.push_back(hex_digits[byte & 0xFU]);
        }
    }
    out.append(text.substr(plain));
    out.push_back('"');
}

void append_time(std::string& out, timestamp time) {
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date{day};
    const hh_mm_ss clock{time - day};
    append_padded(out, static_cast<std::uint64_t>(static_cast<int>(date.year())), 4);
    out.push_back('-');
    append_padded(out, static_cast<unsigned>(date.month()), 2);
    out.push_back('-');
    append_padded(out, static_cast<unsigned>(date.day()), 2);
    out.push_back('T');
    append_padded(out, static_cast<std::uint64_t>(clock.hours().count()), 2);
    out.push_back(':');
    append_padded(out, static_cast<std::uint64_t>(clock.minutes().count()), 2);
    out.push_back(':');
    append_padded(out, static_cast<std::uint64_t>(clock.seconds().count()), 2);
    out.push_back('.');
    append_padded(out, static_cast<std::uint64_t>(clock.subseconds().count()), 6);
    out.push_back('Z');
}

void append_thousandths(std::string& out, std::uint64_t thousandths) {
    append_number(out, thousandths / 1000);
    std::uint64_t rest = thousandths % 1000;
    if (rest == 0)
        return;
    out.push_back('.');
    std::size_t digits = 3;
    for (; rest % 10 == 0; rest /= 10)
        --digits;
    append_padded(out, rest, digits);
}

void append_base64(std::string& out, std::string_view bytes) {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::string_view group = bytes.substr(i, 3);
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j)
            bits = bits << 8U | (j < group.size() ? static_cast<unsigned char>(group[j]) : 0U);
        for (std::size_t j = 0; j < 4; ++j)
            out.push_back(j <= group.size() ? alphabet[bits >> (18 - 6 * j) & 0x3FU] : '=');
    }
}

void append_number(std::string& out, std::uint64_t number) {
    std::array<char, 20> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number);
    out.append(digits.data(), end.ptr);
}

} // namespace crier
