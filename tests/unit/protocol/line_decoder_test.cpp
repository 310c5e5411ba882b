#include "protocol/line_decoder.hpp"

#include "support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

namespace crier {
namespace {

/// What comes is taken in pieces of at most `piece` bytes, and each line as soon as it is whole.
struct line_reader {
    explicit line_reader(std::size_t length_max = 1 << 20, std::size_t piece_bytes = 1 << 20)
        : decoder{{}, length_max}, piece{piece_bytes} {}

    void feed(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto room = decoder.room(64 * 1024);
            const std::size_t size = std::min({room.size(), bytes.size(), piece});
            std::memcpy(room.data(), bytes.data(), size);
            decoder.received(size);
            bytes.remove_prefix(size);
            take();
        }
    }
    void take() {
        for (;;) {
            const auto next = decoder.next();
            if (!next) {
                fault = next.error();
                return;
            }
            if (!*next)
                return;
            lines.emplace_back((*next)->number, (*next)->text);
        }
    }

    line_decoder decoder;
    std::size_t piece;
    std::vector<std::pair<std::uint64_t, std::string>> lines;
    std::optional<refusal> fault;
};

using numbered = std::vector<std::pair<std::uint64_t, std::string>>;

} // namespace

TEST_CASE("lines are whole whatever pieces they come in", "[lines]") {
    const std::string bytes =
        "one\ntwo with words\r\n\n\r\nfive\n" + std::string(5000, 'x') + "\nrest";
    const numbered expected{
        {1, "one"}, {2, "two with words"}, {5, "five"}, {6, std::string(5000, 'x')}};
    for (const std::size_t piece : {1U, 2U, 7U, 4096U, 100'000U}) {
        line_reader reader{1 << 20, piece};
        reader.feed(bytes);
        CHECK(reader.lines == expected);
        CHECK_FALSE(reader.fault);
        CHECK(reader.decoder.in_line());
    }
}

TEST_CASE("a line over the limit is refused, one of the limit is not", "[lines]") {
    line_reader fits{10};
    fits.feed("0123456789\nmore\n");
    CHECK(fits.lines.size() == 2);
    for (const char* bytes : {"ok\n0123456789x\n", "ok\n0123456789x"}) {
        line_reader over{10, 1};
        over.feed(bytes);
        CHECK(over.lines == numbered{{1, "ok"}});
        REQUIRE(over.fault);
        CHECK(over.fault->code == errc::frame_too_large);
        CHECK(over.fault->message.find("line 2") == 0);
        CHECK_FALSE(over.decoder.next());
    }
}

TEST_CASE("a long line takes twice its room at most, and few reads", "[lines]") {
    line_decoder decoder{{}, 1 << 20};
    std::size_t got = 0;
    int reads = 0;
    for (; got < (1 << 20) - 1; ++reads) {
        const auto room = decoder.room(64 * 1024);
        CHECK(got + room.size() <= std::max<std::size_t>(2 * got, 256 * 1024) + 2);
        std::memset(room.data(), 'x', room.size());
        decoder.received(room.size());
        got += room.size();
        if (got <= (1 << 20))
            CHECK(decoder.next().has_value());
    }
    CHECK(reads < 20);
}

} // namespace crier
