#include "unit/subscribe/subscription_fixture.hpp"

using namespace crier;

namespace {

/// What it was due by all that was said: nothing of it is unaccounted for.
std::uint64_t accounted(const delivery_account& account) {
    return account.delivered + account.queued + account.waiting() + account.skipped +
           account.abandoned;
}

} // namespace

TEST_CASE_METHOD(subscription_fixture, "what was there before it began counts from where it begins",
                 "[subscribe]") {
    publish("a", 10);
    publish("b", 10);
    reader.begin({"a"}, since(4));
    settle();
    publish("a", 2);
    publish("b", 2);
    take();
    CHECK(box.account().matched == 8);
    CHECK(box.account().delivered == 8);
    CHECK(box.account().skipped == 0);
}

TEST_CASE("a slow subscriber's messages wait in the history until they are read", "[subscribe]") {
    subscription_fixture world{delivery_format::websocket_json, 1'000'000, 64 * 1024};
    world.reader.begin({"#"}, {});
    world.publish("a", 5000);
    REQUIRE_FALSE(world.reader.is_live());
    const delivery_account& account = world.box.account();
    CHECK(account.matched == 5000);
    CHECK(account.waiting() > 0);
    CHECK(accounted(account) == 5000);
    world.settle();
    CHECK(account.delivered == 5000);
}

TEST_CASE("what expired is told and counts as skipped", "[subscribe]") {
    subscription_fixture world{delivery_format::websocket_json, 100, 64 * 1024};
    world.reader.begin({"#"}, {});
    world.publish("a", 5000);
    world.publish("a", 5000);
    world.take();
    world.settle();
    const delivery_account& account = world.box.account();
    CHECK(account.matched == 10'000);
    CHECK(account.delivered == world.offsets().size());
    CHECK(account.skipped == 10'000 - account.delivered);
    CHECK(account.skipped > 0);
}

TEST_CASE("filters that change while it is behind change what it is due", "[subscribe]") {
    subscription_fixture world{delivery_format::websocket_json, 1'000'000, 64 * 1024};
    world.reader.begin({"a"}, {});
    world.publish("a", 2000);
    world.publish("b", 300);
    REQUIRE_FALSE(world.reader.is_live());
    CHECK(world.box.account().matched == 2000);
    CHECK_FALSE(world.reader.add({{"b"}, std::nullopt}));
    world.publish("b", 30);
    world.settle();
    CHECK(world.box.account().matched == 2330);
    CHECK(world.box.account().delivered == 2330);

    world.publish("a", 2000);
    world.publish("b", 100);
    REQUIRE_FALSE(world.reader.is_live());
    world.reader.remove({{"b"}});
    world.settle();
    CHECK(world.box.account().matched == 4330);
    CHECK(world.box.account().delivered == 4330);
}

TEST_CASE_METHOD(subscription_fixture, "topics know what their subscribers have got",
                 "[subscribe]") {
    reader.begin({"#"}, {});
    publish("a", 3);
    publish("b");
    CHECK(book.find("a")->queued == 3);
    take();
    CHECK(book.find("a")->queued == 0);
    CHECK(book.find("a")->delivered == 3);
    CHECK(book.find("b")->delivered == 1);
    CHECK(book.total().stored == 4);
    CHECK(book.total().accepted == 4);
}
