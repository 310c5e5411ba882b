#include "faults/meeting_filters.hpp"

#include "support/catch.hpp"
#include "support/every_topic.hpp"

#include <crier/topic.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace crier {
namespace {

TEST_CASE("filters meet exactly if a topic is matched by both", "[faults]") {
    auto topics = all_of({"a", "b", "", "$s"}, 4, check_topic);
    topics
        .emplace_back(); // no topic is empty, and two filters that would meet there alone are rare
    const auto filters = all_of({"a", "", "+", "#", "$s"}, 3, check_filter);
    REQUIRE(filters.size() > 100);
    for (const std::string& one : filters) {
        for (const std::string& other : filters) {
            const bool expected = std::ranges::any_of(topics, [&](const std::string& topic) {
                return matches(one, topic) && matches(other, topic);
            });
            if (meet(one, other) != expected)
                FAIL_CHECK(one << " and " << other << ": expected " << expected);
        }
    }
}

} // namespace
} // namespace crier
