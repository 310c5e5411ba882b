#include "hub/options.hpp"

#include "support/catch.hpp"

#include <vector>

using namespace crier;

namespace {

std::variant<hub_options, int> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "crier-hub");
    return parse_hub_options(static_cast<int>(arguments.size()), arguments.data());
}

bool refused(std::vector<const char*> arguments) {
    const auto parsed = parse(std::move(arguments));
    return std::holds_alternative<int>(parsed) && std::get<int>(parsed) == 2;
}

} // namespace

TEST_CASE("a hub needs no options", "[hub]") {
    const auto options = std::get<hub_options>(parse({}));
    CHECK(options.publish_address.text() == "127.0.0.1:7000");
    CHECK(options.web_address.text() == "127.0.0.1:8080");
    CHECK(options.heartbeat == std::chrono::seconds{15});
    CHECK(options.write_deadline == std::chrono::seconds{30});
    CHECK(options.drain_timeout == std::chrono::seconds{20});
    CHECK(options.payload_bytes_max == 1024 * 1024);
    CHECK_FALSE(options.name.empty());
}

TEST_CASE("options are taken as given", "[hub]") {
    const auto options = std::get<hub_options>(
        parse({"--publish-address", "[::1]:0", "--retain-age", "90m", "--retain-bytes", "1GiB",
               "--retain-messages", "5", "--name", "hub-1", "--log-format", "json"}));
    CHECK(options.publish_address.text() == "[::1]:0");
    CHECK(options.history.kept.age == std::chrono::minutes{90});
    CHECK(options.history.kept.bytes == 1024U * 1024U * 1024U);
    CHECK(options.history.kept.messages == 5);
    CHECK(options.name == "hub-1");
    CHECK(options.log.format == "json");
}

TEST_CASE("the pages of hubs that share a history may use this one", "[hub]") {
    const auto options =
        std::get<hub_options>(parse({"--hubs", "http://b.example:8080", "--allowed-origins",
                                     "https://a.example", "--hubs", "https://c.example"}));
    CHECK(options.hubs == std::vector<std::string>{"http://b.example:8080", "https://c.example"});
    CHECK(options.allowed_origins.size() == 3);
    CHECK(refused({"--hubs", "*"}));
    CHECK(refused({"--hubs", "b.example"}));
    CHECK(refused({"--hubs", "http://b.example/"}));
}

TEST_CASE("options that make no sense are refused", "[hub]") {
    CHECK(refused({"--nonsense"}));
    CHECK(refused({"--publish-address", "7000"}));
    CHECK(refused({"--web-address", "localhost:99999"}));
    CHECK(refused({"--heartbeat", "15"}));
    CHECK(refused({"--heartbeat", "1ms"}));
    CHECK(refused({"--write-deadline", "99ms"}));
    CHECK_FALSE(refused({"--write-deadline", "100ms"}));
    CHECK(refused({"--history", "sqlite"}));
    CHECK(refused({"--max-payload", "0"}));
    CHECK(refused({"--max-outbox", "1KiB"}));
    CHECK(refused({"--retain-messages", "0"}));
    CHECK(refused({"--retain-age", "10ms"}));
    CHECK(refused({"--log-level", "loud"}));
    CHECK(refused({"--web-root", "/nowhere/at/all"}));
    CHECK(refused({"stray"}));
}
