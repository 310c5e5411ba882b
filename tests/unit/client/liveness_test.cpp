#include "client/liveness.hpp"

#include "support/catch.hpp"

namespace crier {
namespace {

TEST_CASE("two questions without an answer mean that the other side is gone", "[client]") {
    liveness hub;
    CHECK(hub.tick() == liveness::verdict::ask);
    CHECK(hub.tick() == liveness::verdict::ask);
    CHECK(hub.tick() == liveness::verdict::dead);
}

TEST_CASE("whatever is heard counts as an answer", "[client]") {
    liveness hub;
    for (int i = 0; i < 10; ++i) {
        CHECK(hub.tick() == liveness::verdict::ask);
        CHECK(hub.tick() == liveness::verdict::ask);
        hub.heard();
    }
    CHECK(hub.tick() == liveness::verdict::ask);
}

} // namespace
} // namespace crier
