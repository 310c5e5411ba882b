#include "access/filter_cover.hpp"

#include "support/catch.hpp"
#include "support/every_topic.hpp"

#include <crier/topic.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace crier {
namespace {

TEST_CASE("a filter covers another exactly if it matches all of the other's topics", "[access]") {
    // One level more than filters have, and a level ("x") that no filter names.
    const auto topics = all_of({"a", "", "x", "$s"}, 4, check_topic);
    const auto filters = all_of({"a", "", "$s", "+", "#"}, 3, check_filter);
    REQUIRE(filters.size() > 100);
    std::vector<std::vector<bool>> matched;
    for (const std::string& filter : filters) {
        auto& row = matched.emplace_back();
        for (const std::string& topic : topics)
            row.push_back(matches(filter, topic));
    }
    for (std::size_t i = 0; i < filters.size(); ++i) {
        for (std::size_t j = 0; j < filters.size(); ++j) {
            bool covered = true;
            for (std::size_t k = 0; k < topics.size(); ++k)
                covered = covered && (matched[i][k] || !matched[j][k]);
            if (covers(filters[i], filters[j]) != covered)
                FAIL(filters[i] << " covers " << filters[j] << ": expected " << covered);
        }
    }
    SUCCEED("every pair agrees");
}

TEST_CASE("wildcards widen, and $ stands apart", "[access]") {
    struct row {
        std::string permitted;
        std::string wanted;
        bool covered;
    };
    const std::vector<row> table{
        {"#", "a/b", true},
        {"#", "#", true},
        {"#", "+/#", true},
        {"+/#", "#", true},
        {"a/#", "a", true},
        {"a/#", "a/#", true},
        {"a/#", "a/+/b", true},
        {"a/#", "ab", false},
        {"a/x", "+/x", false},
        {"+/x", "a/x", true},
        {"a/+/#", "a/#", false},
        {"a/#", "a/+/#", true},
        {"a/+", "a/#", false},
        {"a/b", "a/b/c", false},
        {"#", "$hub/#", false},
        {"+/#", "$hub/x", false},
        {"$hub/#", "$hub", true},
        {"$hub/#", "#", false},
        {"+/status", "$hub/status", false},
    };
    for (const row& each : table) {
        CAPTURE(each.permitted, each.wanted);
        CHECK(covers(each.permitted, each.wanted) == each.covered);
    }
}

} // namespace
} // namespace crier
