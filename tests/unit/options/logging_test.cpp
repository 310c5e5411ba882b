#include "options/logging.hpp"

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

TEST_CASE("control characters in a log line are escaped", "[options]") {
    CHECK(escape_control("a\nb", false) == "a\\u000ab");
    CHECK(escape_control(std::string{"\0\x1b[31m\x7f", 7}, false) == "\\u0000\\u001b[31m\\u007f");
    CHECK(escape_control("plain \u20ac", false) == "plain \u20ac");
    CHECK(escape_control("", false).empty());
}

TEST_CASE("quotes and backslashes are escaped for JSON alone", "[options]") {
    CHECK(escape_control(R"("a\b")", false) == R"("a\b")");
    CHECK(escape_control(R"("a\b")", true) == R"(\"a\\b\")");
}

TEST_CASE("a logger has the level that it was told", "[options]") {
    log_options options;
    CHECK(make_logger("x", options)->level() == spdlog::level::info);
    options.level = "debug";
    options.format = "json";
    CHECK(make_logger("x", options)->level() == spdlog::level::debug);
    options.level = "off";
    CHECK(make_logger("x", options)->level() == spdlog::level::off);
}

} // namespace
} // namespace crier
