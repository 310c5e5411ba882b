#include "protocol/check_publish.hpp"

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

constexpr std::size_t limit = 100;

std::optional<errc> refused(std::string_view topic, payload_format format,
                            std::string_view payload) {
    const auto why = check_publish(topic, format, payload, limit);
    return why ? std::optional{why->code} : std::nullopt;
}

TEST_CASE("a payload must be what its format says", "[protocol]") {
    CHECK_FALSE(refused("a", payload_format::text, "\u20ac"));
    CHECK(refused("a", payload_format::text, "\xFF") == errc::bad_payload);
    CHECK_FALSE(refused("a", payload_format::json, " {} "));
    CHECK(refused("a", payload_format::json, "{") == errc::bad_payload);
    CHECK(refused("a", payload_format::json, "") == errc::bad_payload);
    CHECK_FALSE(refused("a", payload_format::binary, "\xFF"));
    CHECK_FALSE(refused("a", payload_format::text, ""));
    CHECK_FALSE(refused("a", payload_format::binary, ""));
}

TEST_CASE("the payload limit is exact", "[protocol]") {
    CHECK_FALSE(refused("a", payload_format::text, std::string(limit - 1, 'x')));
    CHECK_FALSE(refused("a", payload_format::text, std::string(limit, 'x')));
    CHECK(refused("a", payload_format::text, std::string(limit + 1, 'x')) == errc::bad_payload);
}

TEST_CASE("a topic must be valid and not the hub's own", "[protocol]") {
    CHECK(refused("", payload_format::text, "x") == errc::bad_topic);
    CHECK(refused("a/#", payload_format::text, "x") == errc::bad_topic);
    CHECK(refused("$hub/publishers/a", payload_format::text, "x") == errc::forbidden);
    CHECK(refused("$hub", payload_format::text, "x") == errc::forbidden); // `$hub/#` matches it
    CHECK_FALSE(refused("$hubs", payload_format::text, "x"));
    CHECK_FALSE(refused("$other/a", payload_format::text, "x"));
}

} // namespace
} // namespace crier
