#include "publish/publisher_registry.hpp"

#include "support/catch.hpp"

#include <optional>

using namespace crier;

namespace {

struct counting_holder final : publisher_registry::holder {
    int taken_over = 0;
    void on_taken_over() override { ++taken_over; }
};

using claim = publisher_registry::claim;

} // namespace

TEST_CASE("a second claim to a session takes it over from the first", "[publish]") {
    publisher_registry registry;
    counting_holder older;
    counting_holder newer;
    const claim first{registry, {"press-7", "s1"}, older};
    CHECK(older.taken_over == 0);
    const claim second{registry, {"press-7", "s1"}, newer};
    CHECK(older.taken_over == 1);
    CHECK(newer.taken_over == 0);
    CHECK(registry.size() == 1);
}

TEST_CASE("another source or session is nobody else's", "[publish]") {
    publisher_registry registry;
    counting_holder holder;
    counting_holder other;
    const claim held{registry, {"press-7", "s1"}, holder};
    const claim other_session{registry, {"press-7", "s2"}, other};
    const claim other_source{registry, {"press-8", "s1"}, other};
    CHECK(holder.taken_over == 0);
    CHECK(other.taken_over == 0);
    CHECK(registry.size() == 3);
}

TEST_CASE("a claim that ends leaves the session free", "[publish]") {
    publisher_registry registry;
    counting_holder older;
    counting_holder newer;
    std::optional<claim> held;
    held.emplace(registry, publisher_id{"press-7", "s1"}, older);
    held.reset();
    CHECK(registry.size() == 0);
    const claim next{registry, {"press-7", "s1"}, newer};
    CHECK(older.taken_over == 0);
}

TEST_CASE("a claim that was taken over ends without touching the new one", "[publish]") {
    publisher_registry registry;
    counting_holder oldest;
    counting_holder older;
    counting_holder newest;
    std::optional<claim> first;
    first.emplace(registry, publisher_id{"press-7", "s1"}, oldest);
    const claim second{registry, {"press-7", "s1"}, older};
    first.reset();
    CHECK(registry.size() == 1);
    const claim third{registry, {"press-7", "s1"}, newest};
    CHECK(oldest.taken_over == 1);
    CHECK(older.taken_over == 1);
}
