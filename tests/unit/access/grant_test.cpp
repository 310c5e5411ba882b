#include "access/grant.hpp"

#include "support/catch.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

grant ann() {
    return {"token \"ann\"", "a test", {{"factory/line1/+"}, {"factory/line1/#", "news"}}};
}

TEST_CASE("a grant permits what its filters cover, and nothing else", "[access]") {
    struct row {
        std::string asked;
        bool publish; ///< of a topic only
        bool subscribe;
    };
    const std::vector<row> table{
        {"factory/line1/press", true, true},
        {"factory/line1", false, true},
        {"factory/line1/press/7", false, true},
        {"factory/line1/#", false, true},
        {"factory/line1/+/+", false, true},
        {"factory/+/press", false, false},
        {"factory/line2/press", false, false},
        {"news", false, true},
        {"news/#", false, false},
        {"#", false, false},
        {"+/#", false, false},
        {"$hub/status", false, false},
        {"$hub/#", false, false},
    };
    const grant given = ann();
    for (const row& each : table) {
        CAPTURE(each.asked);
        CHECK(!given.may_subscribe(each.asked) == each.subscribe);
        if (each.asked.find_first_of("+#") == std::string::npos)
            CHECK(!given.may_publish(each.asked) == each.publish);
    }
}

TEST_CASE("a refusal names what was asked, what is permitted and what to do", "[access]") {
    const grant given = ann();
    CHECK(*given.may_subscribe("#") ==
          refusal{errc::forbidden,
                  "\"#\" is wider than what token \"ann\" may subscribe to: \"factory/line1/#\", "
                  "\"news\"; ask for one of these or for a part of it"});
    CHECK(*given.may_publish("x") ==
          refusal{errc::forbidden,
                  "\"x\" is none of what token \"ann\" may publish on: "
                  "\"factory/line1/+\"; publish on one of these, or ask for more"});
    const grant nothing{"anonymous", "a test", {}};
    CHECK(*nothing.may_subscribe("a") ==
          refusal{errc::forbidden, "\"a\" is refused: there is nothing that anonymous may "
                                   "subscribe to; ask for the permission to subscribe"});
    CHECK_THAT(nothing.may_publish("a")->message, containing("anonymous may publish on"));
}

TEST_CASE("a refusal doesn't list hundreds of filters", "[access]") {
    topic_filters many;
    for (int i = 0; i < 200; ++i)
        many.subscribe.push_back(std::to_string(i));
    const grant given{"x", "a test", many};
    CHECK_THAT(given.may_subscribe("a")->message, containing("\"7\" and 192 more"));
}

TEST_CASE("nobody publishes on the hub's own topics", "[access]") {
    const grant wide{"x", "a test", {{"#", "$hub/#", "$hub/status", "$hub"}, {"$hub/#"}}};
    const auto all = grant::unrestricted("anonymous", "a test");
    for (const std::string topic : {"$hub", "$hub/", "$hub/status", "$hub/a/b"}) {
        CAPTURE(topic);
        CHECK(wide.may_publish(topic)->code == errc::forbidden);
        CHECK(all->may_publish(topic)->code == errc::forbidden);
        CHECK_FALSE(wide.may_subscribe(topic));
        CHECK_FALSE(all->may_subscribe(topic));
    }
    CHECK_FALSE(all->may_publish("$hubs/a"));
}

TEST_CASE("an unrestricted grant permits everything else", "[access]") {
    const auto all = grant::unrestricted("anonymous", "a test");
    CHECK(all->is_unrestricted());
    for (const std::string text : {"#", "$hub/#", "$other/#", "a", "+/a"})
        CHECK_FALSE(all->may_subscribe(text));
    for (const std::string text : {"a", "a/b", "$other/x", "/"})
        CHECK_FALSE(all->may_publish(text));
    CHECK_FALSE(all->is_expired(timestamp::max()));
}

TEST_CASE("a grant is over from the moment that it names", "[access]") {
    const timestamp end{std::chrono::seconds{1000}};
    const grant given{"x", "a test", {}, end};
    CHECK_FALSE(given.is_expired(end - std::chrono::microseconds{1}));
    CHECK(given.is_expired(end));
}

TEST_CASE("a publish gate asks the grant, and again only for another topic", "[access]") {
    publish_gate gate{std::make_shared<const grant>(ann())};
    CHECK_FALSE(gate.check("factory/line1/a"));
    CHECK_FALSE(gate.check("factory/line1/a"));
    CHECK(gate.check("factory/line2/a"));
    CHECK(gate.check("factory/line2/a")); // what was refused isn't remembered as permitted
    CHECK_FALSE(gate.check("factory/line1/a"));
    CHECK_FALSE(gate.check("factory/line1/b"));
    CHECK(gate.check("$hub/a"));
    CHECK(gate.check(""));

    publish_gate open{grant::unrestricted("anonymous", "a test")};
    CHECK_FALSE(open.check("anything"));
    publish_gate absent{nullptr};
    CHECK_FALSE(absent.check("anything"));
}

} // namespace
} // namespace crier
