#include "access/limits.hpp"

#include "access/connection_limits.hpp"
#include "access/publish_quota.hpp"

#include "support/catch.hpp"

#include <vector>

using namespace crier;
using namespace std::chrono_literals;

TEST_CASE("a bucket lets so much through in a second, and a second's worth at once", "[access]") {
    token_bucket bucket{10};
    const auto begin = token_bucket::clock::now();
    bucket.take(10, begin);
    CHECK(bucket.debt(begin) <= 1us); // the clock went on since it was made
    bucket.take(5, begin);
    CHECK(bucket.debt(begin) > 400ms);
    CHECK(bucket.debt(begin) <= 500ms);
    CHECK(bucket.debt(begin + 500ms) == 0ns);
    bucket.take(10, begin + 1h); // an hour's silence gives no more than a second's
    CHECK(bucket.debt(begin + 1h) == 0ns);
    bucket.take(1, begin + 1h);
    CHECK(bucket.debt(begin + 1h) > 99ms);
}

TEST_CASE("a bucket without a limit has none", "[access]") {
    token_bucket bucket{0};
    bucket.take(1'000'000, token_bucket::clock::now());
    CHECK(bucket.debt(token_bucket::clock::now()) == 0ns);
}

TEST_CASE("a quota counts messages and bytes, and says which it has", "[access]") {
    limit_book limits;
    limits.set.rate = {0, 100};
    publish_quota quota{limits};
    const auto now = publish_quota::clock::now();
    quota.take(1000, 300, now);
    CHECK(quota.debt(now) > 1s);
    CHECK(quota.refuse().code == errc::rate_limited);
    CHECK(quota.take_one(1, now).value().message == "a connection may publish 100 bytes a second");
    CHECK(limits.reached.of(limit::publish_rate) == 2);
    CHECK_FALSE(quota.take_one(1, now + 1h).has_value());
    limits.set.rate = {5, 7};
    CHECK(publish_quota{limits}.refuse().message ==
          "a connection may publish 5 messages and 7 bytes a second");
    limits.set.rate = {};
    CHECK_FALSE(publish_quota{limits}.is_limited());
}

TEST_CASE("places are given until there are none, and again when one is free", "[access]") {
    limit_book book;
    book.set.connections = {3, 2};
    connection_limits limits{book};
    std::vector<connection_limits::place_ptr> held;
    for (const auto* address : {"10.0.0.1", "10.0.0.1", "10.0.0.2"})
        held.push_back(limits.take(address).value());
    CHECK(limits.take("10.0.0.3").error().code == errc::too_many_connections);
    held.pop_back();
    const auto again = limits.take("10.0.0.1");
    REQUIRE_FALSE(again.has_value());
    CHECK(again.error().message.find("10.0.0.1") != std::string::npos);
    CHECK(book.reached.of(limit::connections) == 1);
    CHECK(book.reached.of(limit::connections_per_address) == 1);
    held.erase(held.begin());
    CHECK(limits.take("10.0.0.1").has_value());
    CHECK(limits.size() == 1);
}

TEST_CASE("this machine's own addresses are not counted each", "[access]") {
    limit_book book;
    book.set.connections = {0, 1};
    connection_limits limits{book};
    std::vector<connection_limits::place_ptr> held;
    for (int i = 0; i < 5; ++i)
        held.push_back(limits.take("127.0.0.1").value());
    CHECK(limits.size() == 5);
}

TEST_CASE("a connection has as many filters as it may", "[access]") {
    limit_book limits;
    CHECK_FALSE(limits.refuse_filters(1000).has_value());
    const auto refused = limits.refuse_filters(1001);
    REQUIRE(refused.has_value());
    CHECK(refused->code == errc::bad_filter);
    CHECK(refused->message.find("--max-filters") != std::string::npos);
    CHECK(limits.reached.of(limit::filters) == 1);
    limits.set.filters = 0;
    CHECK_FALSE(limits.refuse_filters(1'000'000).has_value());
}
