#include "broadcast/topic_tree.hpp"

#include "support/broadcasting.hpp"
#include "support/catch.hpp"

#include <crier/topic.hpp>

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

using namespace crier;

namespace {

struct tree_fixture {
    boost::asio::io_context loop;
    flush_queue queue{loop.get_executor()};
    counting_target owner;
    std::deque<outbox> boxes;
    topic_tree tree;

    outbox& box() { return boxes.emplace_back(delivery_format::websocket_raw, 1, queue, owner); }

    std::size_t matching(std::string_view topic) const {
        std::vector<outbox*> found;
        tree.match(topic, found);
        return found.size();
    }
};

} // namespace

TEST_CASE_METHOD(tree_fixture, "the tree finds what matches() says", "[broadcast]") {
    // Every filter against every topic of a small alphabet of levels, empty and `$` ones too.
    const std::vector<std::string> levels{"a", "b", "", "$x", "+"};
    std::vector<std::string> texts;
    for (const auto& first : levels) {
        texts.push_back(first);
        for (const auto& second : levels) {
            texts.push_back(first + "/" + second);
            for (const auto& third : levels)
                texts.push_back(first + "/" + second + "/" + third);
        }
    }
    std::vector<std::string> filters = texts;
    filters.emplace_back("#");
    for (const auto& text : texts)
        filters.push_back(text + "/#");
    std::size_t compared = 0;
    for (const auto& filter : filters) {
        if (check_filter(filter))
            continue;
        outbox& subscriber = box();
        tree.add(filter, subscriber);
        for (const auto& topic : texts) {
            if (check_topic(topic))
                continue;
            INFO("filter " << filter << " topic " << topic);
            CHECK(matching(topic) == (matches(filter, topic) ? 1U : 0U));
            ++compared;
        }
        tree.remove(filter, subscriber);
        CHECK(tree.empty());
    }
    CHECK(compared > 10'000);
}

TEST_CASE_METHOD(tree_fixture, "a subscriber with several matching filters is found once",
                 "[broadcast]") {
    outbox& subscriber = box();
    for (const char* filter : {"#", "a/#", "a/+", "a/b"})
        tree.add(filter, subscriber);
    CHECK(matching("a/b") == 1);
    tree.add("a/b", box());
    CHECK(matching("a/b") == 2);
}

TEST_CASE_METHOD(tree_fixture, "removing one leaves the others, and nothing behind",
                 "[broadcast]") {
    outbox& first = box();
    outbox& second = box();
    tree.add("a/b/c", first);
    tree.add("a/b", second);
    tree.remove("a/b/c", second); // never added
    CHECK(matching("a/b/c") == 1);
    tree.remove("a/b/c", first);
    CHECK(matching("a/b/c") == 0);
    CHECK(matching("a/b") == 1);
    tree.remove("a/b", second);
    CHECK(tree.empty());
    tree.remove("a/b", second);
    CHECK(tree.empty());
}
