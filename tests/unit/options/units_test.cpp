#include "options/units.hpp"

#include "support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

namespace crier {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a duration is a number and a unit", "[options]") {
    const std::vector<std::pair<std::string, std::chrono::microseconds>> table{
        {"0s", 0s},
        {"1us", 1us},
        {"250ms", 250ms},
        {"1.5s", 1500ms},
        {"10m", 10min},
        {"24h", 24h},
        {"7d", 168h},
        {"0.1ms", 100us},
        {"1.0s", 1s},
        {"0.0000014s", 1us},
        {"36600d", std::chrono::hours{24} * 36'600},
    };
    for (const auto& [text, duration] : table) {
        CAPTURE(text);
        CHECK(parse_duration(text) == duration);
    }
}

TEST_CASE("what is no duration is refused", "[options]") {
    for (const std::string text : {"",       "s",
                                   "1",      "1 s",
                                   " 1s",    "1s ",
                                   "-1s",    "-0s",
                                   "+1s",    "1S",
                                   "1sec",   "1s1ms",
                                   "1,5s",   "1e3s",
                                   "0x1s",   "nans",
                                   "infs",   "inf",
                                   "1..5s",  "36601d",
                                   "1e400s", "99999999999999999999d"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_duration(text));
    }
}

TEST_CASE("a size is a number and perhaps a unit", "[options]") {
    const std::vector<std::pair<std::string, std::uint64_t>> table{
        {"0", 0},          {"4096", 4096},        {"1B", 1},
        {"64KiB", 65'536}, {"1.5MiB", 1'572'864}, {"1GiB", 1U << 30U},
        {"1kB", 1'000},    {"1MB", 1'000'000},    {"2GB", 2'000'000'000},
        {"1.5", 2},
    };
    for (const auto& [text, bytes] : table) {
        CAPTURE(text);
        CHECK(parse_bytes(text) == bytes);
    }
}

TEST_CASE("what is no size is refused", "[options]") {
    for (const std::string text : {"", "B", "-1", "1 KiB", "1KB", "1kb", "1TiB", "1K", "x", "1e6",
                                   "99999999999GiB", "10000000000000000000"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_bytes(text));
    }
}

TEST_CASE("durations and sizes are written as people would, and read back the same", "[options]") {
    CHECK(duration_text(0us) == "0s");
    CHECK(duration_text(1us) == "1us");
    CHECK(duration_text(1500us) == "1500us");
    CHECK(duration_text(250ms) == "250ms");
    CHECK(duration_text(1500ms) == "1500ms");
    CHECK(duration_text(60s) == "1m");
    CHECK(duration_text(90s) == "90s");
    CHECK(duration_text(24h) == "1d");
    CHECK(bytes_text(0) == "0");
    CHECK(bytes_text(1) == "1");
    CHECK(bytes_text(1000) == "1000");
    CHECK(bytes_text(1024) == "1KiB");
    CHECK(bytes_text(1U << 20U) == "1MiB");
    CHECK(bytes_text(std::uint64_t{3} << 30U) == "3GiB");
    for (const auto duration : {0us, 1us, 999us, 1000us, 61'000'000us, 86'400'000'000us})
        CHECK(parse_duration(duration_text(duration)) == duration);
    for (const std::uint64_t bytes : {0U, 1U, 1023U, 1024U, 1536U, 1U << 30U})
        CHECK(parse_bytes(bytes_text(bytes)) == bytes);
}

TEST_CASE("an address is a host and a port", "[options]") {
    CHECK(parse_host_port("127.0.0.1:7000") == host_port{"127.0.0.1", 7000});
    CHECK(parse_host_port("hub.example:0") == host_port{"hub.example", 0});
    CHECK(parse_host_port("[::1]:65535") == host_port{"::1", 65'535});
    CHECK(host_port{"::1", 7000}.text() == "[::1]:7000");
    CHECK(host_port{"localhost", 7000}.text() == "localhost:7000");
}

TEST_CASE("what is no address is refused", "[options]") {
    for (const std::string text :
         {"", ":", "host", "host:", ":7000", "host:x", "host:-1", "host:65536", "host:70 ", "::1",
          "::1:7000", "[::1]", "[::1]:", "[]:7000", "[::1:7000", "::1]:7000", "host:+1",
          "host:7000:7001"}) {
        CAPTURE(text);
        CHECK_FALSE(parse_host_port(text));
    }
}

} // namespace
} // namespace crier
