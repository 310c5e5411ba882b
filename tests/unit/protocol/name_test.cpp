#include "protocol/name.hpp"

#include "support/catch.hpp"

#include <string>

using namespace crier;

TEST_CASE("a name is 1 to 128 of a few characters", "[protocol]") {
    CHECK(is_name("press-7"));
    CHECK(is_name("A.z_0:9"));
    CHECK(is_name(std::string(128, 'x')));
    CHECK_FALSE(is_name(""));
    CHECK_FALSE(is_name(std::string(129, 'x')));
    CHECK_FALSE(is_name("two words"));
    CHECK_FALSE(is_name("a/b"));
    CHECK_FALSE(is_name("\xC3\xA4"));
}
