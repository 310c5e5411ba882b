#include "access/explanation.hpp"

#include "support/catch.hpp"
#include "unit/access/temporary_folder.hpp"
#include "unit/access/token_maker.hpp"

#include <string>

namespace crier {
namespace {

constexpr timestamp now{std::chrono::seconds{1'000'000}};
const std::string secret(32, 's');

struct hub {
    temporary_folder folder;
    gatekeeper keeper{{{folder.write("key", secret)}, "", "", {}}};

    [[nodiscard]] std::string explained(const std::string& token, const std::string& topic) const {
        return explanation_json(explain(keeper, {token, ""}, topic, now).value());
    }
};

const std::string token =
    make_token(secret, R"({"alg":"HS256"})",
               R"({"exp":1000100,"sub":"ann","crier":{"publish":["a/+"],"subscribe":["a/#"]}})");

TEST_CASE("what is permitted is explained by the filter that permits it", "[access]") {
    CHECK(hub{}.explained(token, "a/b") ==
          R"({"topic":"a/b","admitted":true,"client":"token ann","rule":"the token's \"crier\"",)"
          R"("expires_at":"1970-01-12T13:48:25.000000Z","publish":{"allowed":true,"filter":"a/+"},)"
          R"("subscribe":{"allowed":true,"filter":"a/#"}})");
}

TEST_CASE("what is not permitted is explained as it is refused", "[access]") {
    const hub all;
    const auto topic = explain(all.keeper, {token, ""}, "b", now).value();
    CHECK_FALSE(topic.publish.allowed);
    CHECK(topic.publish.code == errc::forbidden);
    CHECK_THAT(topic.publish.why, containing("token ann may publish on: \"a/+\""));
    CHECK_THAT(topic.subscribe.why, containing("token ann may subscribe to: \"a/#\""));

    const auto filter = explain(all.keeper, {token, ""}, "a/+", now).value();
    CHECK(filter.publish.code == errc::bad_topic);
    CHECK(filter.subscribe == verdict_on_topic{true, "a/#", {}});

    const auto own = explain(all.keeper, {token, ""}, "$hub/x", now).value();
    CHECK_THAT(own.publish.why, containing("the hub's own"));
    CHECK_THAT(all.explained(token, "b"), containing(R"("publish":{"allowed":false,)"
                                                     R"("code":"forbidden","message":")"));
}

TEST_CASE("who isn't admitted is told why", "[access]") {
    const hub all;
    const std::string expired =
        make_token(secret, R"({"alg":"HS256"})", R"({"exp":999988,"sub":"ann","crier":{}})");
    CHECK(all.explained(expired, "a") ==
          R"({"topic":"a","admitted":false,"code":"unauthorized",)"
          R"("message":"the token expired 12 s ago; get a new one"})");
    CHECK_THAT(explanation_json(explain(all.keeper, {}, "a", now).value()),
               containing("wants a token"));
}

TEST_CASE("an open hub explains itself too", "[access]") {
    const gatekeeper open{access_options{}};
    CHECK(explanation_json(explain(open, {}, "$hub/x", now).value()) ==
          R"({"topic":"$hub/x","admitted":true,"client":"anonymous",)"
          R"("rule":"there is no access control","expires_at":null,)"
          R"("publish":{"allowed":false,"code":"forbidden","message":"topics that begin with )"
          R"(\"$hub/\" are the hub's own; publish on another"},)"
          R"("subscribe":{"allowed":true,"filter":"$hub/#"}})");
}

TEST_CASE("what is neither topic nor filter isn't explained", "[access]") {
    CHECK(explain(hub{}.keeper, {}, "a#", now).error().code == errc::bad_filter);
    CHECK(explain(hub{}.keeper, {}, "", now).error().code == errc::bad_filter);
}

} // namespace
} // namespace crier
