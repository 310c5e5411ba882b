#include "options/throttled_sink.hpp"

#include "support/catch.hpp"

#include <spdlog/logger.h>
#include <spdlog/sinks/ostream_sink.h>

#include <algorithm>
#include <memory>
#include <sstream>
#include <string>

using namespace crier;
using namespace std::chrono_literals;

namespace {

struct throttled_fixture {
    std::ostringstream written;
    throttled_sink::clock::time_point now = throttled_sink::clock::now();
    spdlog::logger log{"test", std::make_shared<throttled_sink>(
                                   std::make_shared<spdlog::sinks::ostream_sink_st>(written),
                                   [this] { return now; })};

    throttled_fixture() {
        log.set_pattern("%v");
        log.set_level(spdlog::level::debug);
    }
    std::ptrdiff_t lines() {
        const std::string text = written.str();
        return std::count(text.begin(), text.end(), '\n');
    }
};

} // namespace

TEST_CASE_METHOD(throttled_fixture, "of lines that repeat themselves only some pass", "[options]") {
    for (int i = 0; i < 100; ++i)
        log.warn("publisher refused connection={} code=unauthorized", i);
    CHECK(lines() == 20);
    log.info("subscriber too slow, closed connection=7"); // has its own count
    log.info("stopping publishers=3");
    CHECK(lines() == 22);
    now += 10s;
    log.info("stopped");
    CHECK(written.str().find("publisher refused: 80 more of these in 10 s\nstopped\n") !=
          std::string::npos);
    CHECK(lines() == 24);
    log.warn("publisher refused connection=101 code=unauthorized");
    CHECK(lines() == 25);
}

TEST_CASE_METHOD(throttled_fixture, "who debugs sees everything", "[options]") {
    for (int i = 0; i < 100; ++i)
        log.debug("publisher connected connection={}", i);
    CHECK(lines() == 100);
}
