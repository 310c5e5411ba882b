#include "broadcaster/manner.hpp"

#include "support/catch.hpp"

#include <vector>

using namespace crier;
using namespace std::chrono_literals;

namespace {

const manner before{"Hello world", 1s, 10s};

} // namespace

TEST_CASE("a command changes what it names and nothing else", "[broadcaster]") {
    CHECK(obey_command(before, "{}").value() == before);
    CHECK(obey_command(before, R"({"text":"Hi"})").value() == manner{"Hi", 1s, 10s});
    CHECK(obey_command(before, R"({"paused":true})").value() ==
          manner{"Hello world", 1s, 10s, true});
    CHECK(obey_command(before, R"({"min_interval":"250ms","max_interval":"1m"})").value() ==
          manner{"Hello world", 250ms, 60s});
}

TEST_CASE("a bad command is refused as a whole, and says what is wrong", "[broadcaster]") {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"stop", "JSON"},
        {R"({"text":"Hi","paused":"yes"})", "paused"},
        {R"({"text":1})", "text"},
        {R"({"min_interval":"soon"})", "min_interval"},
        {R"({"max_interval":5})", "max_interval"},
        {R"({"min_interval":"11s"})", "longer than"},
        {R"({"interval":"1s"})", "\"interval\" is not a member"},
    };
    for (const auto& [command, said] : cases) {
        INFO(command);
        const auto refused = obey_command(before, command);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().message.find(said) != std::string::npos);
    }
}
