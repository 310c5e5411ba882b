#include "hub/reload.hpp"

#include "support/catch.hpp"

using namespace crier;

TEST_CASE("settings that were changed, added or left out are known by name", "[hub]") {
    const std::map<std::string, std::string> before{{"--name", "a"}, {"--max-topics", "3"}};
    CHECK(changed_flags(before, before).empty());
    CHECK(changed_flags(before, {{"--name", "b"}, {"--max-filters", "3"}}) ==
          std::vector<std::string>{"--max-filters", "--name", "--max-topics"});
}

TEST_CASE("limits are taken while the hub runs, addresses aren't", "[hub]") {
    CHECK(is_reloadable("--max-topics"));
    CHECK(is_reloadable("--log-level"));
    CHECK_FALSE(is_reloadable("--web-address"));
}
