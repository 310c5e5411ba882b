#include "publish/read_budget.hpp"

#include "support/catch.hpp"

#include <list>

namespace crier {
namespace {

TEST_CASE("the fewer connections there are, the more each reads at once", "[publish]") {
    constexpr std::size_t kib = 1024;
    read_budget budget;
    std::list<read_budget::share> shares;
    const auto connect = [&](std::size_t count) {
        while (shares.size() < count)
            shares.emplace_back(budget);
        return shares.front().bytes();
    };
    CHECK(connect(1) == 256 * kib);
    CHECK(connect(4) == 256 * kib);
    CHECK(connect(8) == 128 * kib);
    CHECK(connect(16) == 64 * kib);
    CHECK(connect(1000) == 64 * kib);
    while (shares.size() > 2)
        shares.pop_back();
    CHECK(shares.front().bytes() == 256 * kib);
}

} // namespace
} // namespace crier
