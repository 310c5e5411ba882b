#include "broadcast/deflater.hpp"

#include "support/catch.hpp"

#include <boost/beast/zlib/inflate_stream.hpp>

#include <random>

namespace crier {
namespace {

/// What a receiver makes of a payload (RFC 7692, section 7.2.2).
std::string inflate(std::string_view payload) {
    std::string in{payload};
    in.append("\x00\x00\xFF\xFF", 4);
    std::string out(100'000, '\0');
    boost::beast::zlib::inflate_stream stream;
    boost::beast::zlib::z_params all;
    all.next_in = in.data();
    all.avail_in = in.size();
    all.next_out = out.data();
    all.avail_out = out.size();
    boost::system::error_code ec;
    stream.write(all, boost::beast::zlib::Flush::sync, ec);
    REQUIRE(!ec);
    REQUIRE(all.avail_in == 0);
    out.resize(all.total_out);
    return out;
}

std::string readings(int count) {
    std::string out;
    for (int i = 0; i < count; ++i)
        out += R"({"name":"sensor-)" + std::to_string(i) + R"(","value":)" +
               std::to_string(i * 17) + "},";
    return out;
}

TEST_CASE("each message is compressed by itself", "[deflater]") {
    deflater packer;
    for (const int count : {40, 40, 1000, 40}) {
        const std::string text = readings(count);
        const auto packed = packer.deflate(text);
        REQUIRE(packed);
        CHECK(packed->size() < text.size() / 2);
        CHECK(inflate(*packed) == text);
    }
}

TEST_CASE("what would hardly be shorter isn't compressed", "[deflater]") {
    deflater packer;
    std::mt19937 chance{1};
    std::string noise(4096, '\0');
    for (char& byte : noise)
        byte = static_cast<char>(chance());
    CHECK_FALSE(packer.deflate(noise));
    CHECK_FALSE(packer.deflate(""));
    CHECK_FALSE(packer.deflate("abc"));
    const std::string text = readings(40);
    const auto packed = packer.deflate(text);
    REQUIRE(packed);
    CHECK(inflate(*packed) == text);
}

} // namespace
} // namespace crier
