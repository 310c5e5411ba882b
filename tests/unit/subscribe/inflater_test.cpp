#include "subscribe/inflater.hpp"

#include "broadcast/deflater.hpp"
#include "support/catch.hpp"

namespace crier {
namespace {

using fault = inflater::fault;

TEST_CASE("what was compressed comes back, message by message", "[inflater]") {
    deflater packer;
    inflater unpacker;
    for (const std::size_t size : {200U, 50'000U, 1000U}) {
        const std::string text(size, 'x');
        const auto packed = packer.deflate(text);
        REQUIRE(packed);
        std::string out;
        CHECK(unpacker.inflate(*packed, size, out) == fault::none);
        CHECK(out == text);
    }
}

TEST_CASE("a text that would be too long is not made", "[inflater]") {
    deflater packer;
    inflater unpacker;
    const std::string zeros(10'000'000, '0');
    const auto packed = packer.deflate(zeros);
    REQUIRE(packed);
    std::string out;
    CHECK(unpacker.inflate(*packed, 1000, out) == fault::too_big);
    CHECK(out.size() <= 1001);
    CHECK(unpacker.inflate(*packed, zeros.size() - 1, out) == fault::too_big);
    out.clear();
    CHECK(unpacker.inflate(*packed, zeros.size(), out) == fault::none);
}

TEST_CASE("what no deflater makes is broken", "[inflater]") {
    inflater unpacker;
    std::string out;
    CHECK(unpacker.inflate("\xFF\xFF\xFF", 1000, out) == fault::broken);
    CHECK(unpacker.inflate(std::string(5, '\x07'), 1000, out) == fault::broken);
}

TEST_CASE("an empty message is one of nothing, and a last block ends a message", "[inflater]") {
    inflater unpacker;
    std::string out;
    CHECK(unpacker.inflate(std::string{"\0", 1}, 1000, out) == fault::none); // RFC 7692, 7.2.3.6
    CHECK(out.empty());
    // "Hello" in a block with BFINAL set (RFC 7692, section 7.2.3.4).
    const std::string last{"\xf3\x48\xcd\xc9\xc9\x07\x00\x00", 8};
    CHECK(unpacker.inflate(last, 1000, out) == fault::none);
    CHECK(out == "Hello");
}

} // namespace
} // namespace crier
