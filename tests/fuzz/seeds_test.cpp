// Every seed through its property, so that the fuzzers hold with what the rooms have become.

#include "fuzz/property.hpp"

#include "support/catch.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

using namespace crier;

namespace {

struct fuzzed {
    const char* name;
    void (*check)(std::string_view input);
};

constexpr fuzzed all[] = {
    {"frames", fuzz::check_frames},       {"topics", fuzz::check_topics},
    {"websocket", fuzz::check_websocket}, {"client_messages", fuzz::check_client_messages},
    {"inflater", fuzz::check_inflater},   {"http", fuzz::check_http},
    {"events", fuzz::check_events},       {"access", fuzz::check_access},
};

std::string content(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

} // namespace

TEST_CASE("what is fuzzed holds for nothing and for every seed", "[fuzz]") {
    for (const fuzzed& each : all) {
        CHECK_NOTHROW(each.check({}));
        std::size_t seeds = 0;
        const auto folder = std::filesystem::path{CRIER_FUZZ_CORPUS} / each.name;
        for (const auto& entry : std::filesystem::directory_iterator{folder}) {
            INFO(entry.path().string());
            CHECK_NOTHROW(each.check(content(entry.path())));
            ++seeds;
        }
        INFO(each.name);
        CHECK(seeds > 0);
    }
}
