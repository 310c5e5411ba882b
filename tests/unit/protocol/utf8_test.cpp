#include "protocol/utf8.hpp"

#include "support/catch.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace crier {
namespace {

/// As RFC 3629 writes a number, whether or not that is a character.
std::string encode(std::uint32_t code, int bytes) {
    static constexpr std::array<std::uint32_t, 5> leads{0, 0, 0xC0, 0xE0, 0xF0};
    if (bytes == 1)
        return {static_cast<char>(code)};
    std::string out(static_cast<std::size_t>(bytes), '\0');
    for (int i = bytes - 1; i > 0; --i, code >>= 6U)
        out[static_cast<std::size_t>(i)] = static_cast<char>(0x80U | (code & 0x3FU));
    out[0] = static_cast<char>(leads[static_cast<std::size_t>(bytes)] | code);
    return out;
}

int shortest(std::uint32_t code) {
    if (code < 0x80)
        return 1;
    if (code < 0x800)
        return 2;
    return code < 0x10000 ? 3 : 4;
}

/// Unicode 15, table 3-7, written as what may stand at each place.
bool table_3_7(unsigned a, unsigned b, unsigned c) {
    const auto within = [](unsigned byte, unsigned low, unsigned high) {
        return byte >= low && byte <= high;
    };
    if (a == 0xE0)
        return within(b, 0xA0, 0xBF) && within(c, 0x80, 0xBF);
    if (a == 0xED)
        return within(b, 0x80, 0x9F) && within(c, 0x80, 0xBF);
    return within(a, 0xE1, 0xEF) && within(b, 0x80, 0xBF) && within(c, 0x80, 0xBF);
}

TEST_CASE("every character of Unicode is valid in its shortest form alone", "[protocol]") {
    std::size_t wrong = 0;
    for (std::uint32_t code = 0; code <= 0x1FFFFF; ++code) {
        const bool character = code <= 0x10FFFF && !(code >= 0xD800 && code <= 0xDFFF);
        const int bytes = shortest(code);
        wrong += is_utf8(encode(code, bytes)) != character ? 1U : 0U;
        for (int longer = bytes + 1; longer <= 4; ++longer)
            wrong += is_utf8(encode(code, longer)) ? 1U : 0U;
    }
    CHECK(wrong == 0);
}

TEST_CASE("three bytes are valid exactly where Unicode's table 3-7 says so", "[protocol]") {
    std::size_t wrong = 0;
    for (unsigned a = 0xE0; a <= 0xEF; ++a) {
        for (unsigned b = 0; b <= 0xFF; ++b) {
            for (unsigned c = 0x7E; c <= 0xC1; ++c) {
                const std::string text{static_cast<char>(a), static_cast<char>(b),
                                       static_cast<char>(c)};
                wrong += is_utf8(text) != table_3_7(a, b, c) ? 1U : 0U;
            }
        }
    }
    CHECK(wrong == 0);
}

TEST_CASE("a byte that begins no character is invalid", "[protocol]") {
    for (unsigned byte = 0x80; byte <= 0xFF; ++byte) {
        CAPTURE(byte);
        const char first = static_cast<char>(byte);
        CHECK_FALSE(is_utf8(std::string{first}));
        const bool begins_two = byte >= 0xC2 && byte <= 0xDF;
        CHECK(is_utf8(std::string{first, '\x80'}) == begins_two);
    }
}

TEST_CASE("a character cut short is invalid wherever it stands", "[protocol]") {
    for (const std::uint32_t code : {0xE9U, 0x20ACU, 0x1F4E3U}) {
        const std::string whole = encode(code, shortest(code));
        for (std::size_t length = 1; length < whole.size(); ++length) {
            const std::string cut = whole.substr(0, length);
            // Around the eight bytes that are looked at together when they are ASCII.
            for (std::size_t before = 0; before <= 17; ++before) {
                CAPTURE(code, length, before);
                const std::string plain(before, 'a');
                CHECK_FALSE(is_utf8(plain + cut));
                CHECK_FALSE(is_utf8(plain + cut + "a"));
                CHECK_FALSE(is_utf8(plain + cut + whole));
                CHECK(is_utf8(plain + whole + plain));
            }
        }
    }
}

TEST_CASE("no bytes at all are valid, and so is NUL", "[protocol]") {
    CHECK(is_utf8(""));
    CHECK(is_utf8(std::string(9, '\0')));
}

TEST_CASE("a run of characters ends where something else follows", "[protocol]") {
    CHECK(utf8_run("") == 0);
    CHECK(utf8_run("\u00E9t\u00E9") == 5);
    CHECK(utf8_run("\u00E9t\xE9") == 3);
    CHECK(utf8_run("\u00E9\xC3") == 2);
    CHECK(utf8_run("\x80") == 0);
}

} // namespace
} // namespace crier
