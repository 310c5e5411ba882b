#include "access/origin_policy.hpp"

#include "support/catch.hpp"

using namespace crier;

namespace {

bool passes(const origin_policy& policy, std::string_view origin, std::string_view host) {
    return !policy.refuse(origin, host);
}

} // namespace

TEST_CASE("a hub's own pages may use it, and those that are named", "[access]") {
    const origin_policy policy{{"https://status.example.com"}, false};
    CHECK(passes(policy, "", "hub.example:8080"));
    CHECK(passes(policy, "http://hub.example:8080", "HUB.example:8080"));
    CHECK(passes(policy, "https://status.example.com", "hub.example"));
    CHECK_FALSE(passes(policy, "http://hub.example:8081", "hub.example:8080"));
    CHECK_FALSE(passes(policy, "http://hub.example.evil", "hub.example"));
    CHECK_FALSE(passes(policy, "http://status.example.com", "hub.example"));
    CHECK_FALSE(passes(policy, "null", "hub.example"));
    CHECK_FALSE(passes(policy, "https://", ""));
    CHECK(passes({{"*"}, false}, "http://anywhere", "hub.example"));
    CHECK(policy.refuse("http://evil", "hub").value().code == errc::forbidden);
}

TEST_CASE("a hub for its own machine is called by its own names", "[access]") {
    const origin_policy policy{{"https://status.example.com"}, true};
    for (const auto* host :
         {"localhost", "localhost:8080", "127.0.0.1:8080", "127.1.2.3", "[::1]:8080", ""})
        CHECK(passes(policy, "", host));
    CHECK(passes(policy, "", "status.example.com"));
    for (const auto* host :
         {"rebound.example", "10.0.0.1:8080", "localhost.evil", "[::2]", "[", ":"})
        CHECK_FALSE(passes(policy, "", host));
}

TEST_CASE("an origin is a scheme and a host", "[access]") {
    for (const auto* origin : {"https://a.example", "http://a:8080", "http://[::1]:80", "*"})
        CHECK_FALSE(origin_policy::check(origin));
    for (const auto* origin : {"", "a.example", "https://", "https://a/", "ftp://a", "https://*.a"})
        CHECK(origin_policy::check(origin));
}
