#include "mqtt/broker_options.hpp"

#include "support/catch.hpp"

using namespace crier;
using namespace std::chrono_literals;

namespace {

/// Whether options are wrong of which one is this.
template <class T>
bool wrong(T broker_options::*member, T value) {
    broker_options options;
    options.*member = std::move(value);
    return check(options).has_value();
}

bool wrong_keepalive(std::chrono::microseconds keepalive) {
    return wrong(&broker_options::keepalive, keepalive);
}

bool wrong_expiry(std::chrono::microseconds expiry) {
    return wrong(&broker_options::session_expiry, expiry);
}

} // namespace

TEST_CASE("a broker's options that are as they are by default are fine", "[mqtt]") {
    CHECK_FALSE(check(broker_options{}));
}

TEST_CASE("whole seconds within MQTT's limits are a keepalive", "[mqtt]") {
    CHECK(wrong_keepalive(4s));
    CHECK_FALSE(wrong_keepalive(5s));
    CHECK_FALSE(wrong_keepalive(65'535s));
    CHECK(wrong_keepalive(65'536s));
    CHECK(wrong_keepalive(5500ms));
}

TEST_CASE("a session may be kept for whole seconds, as many as MQTT can say", "[mqtt]") {
    CHECK(wrong_expiry(0s));
    CHECK_FALSE(wrong_expiry(1s));
    CHECK(wrong_expiry(1500ms));
    CHECK_FALSE(wrong_expiry(4'294'967'295s));
    CHECK(wrong_expiry(4'294'967'296s));
}

TEST_CASE("a client id is 1 to 256 bytes of UTF-8", "[mqtt]") {
    const auto client_id = &broker_options::client_id;
    CHECK(wrong(client_id, std::string{}));
    CHECK_FALSE(wrong(client_id, std::string{"b"}));
    CHECK_FALSE(wrong(client_id, std::string(256, 'b')));
    CHECK(wrong(client_id, std::string(257, 'b')));
    CHECK(wrong(client_id, std::string{"\xff"}));
    CHECK(wrong(client_id, std::string("a\0b", 3)));
}

TEST_CASE("a packet is as large as MQTT can say", "[mqtt]") {
    const auto max_packet = &broker_options::max_packet;
    CHECK(wrong(max_packet, std::uint64_t{1023}));
    CHECK_FALSE(wrong(max_packet, std::uint64_t{1024}));
    CHECK_FALSE(wrong(max_packet, std::uint64_t{268'435'460}));
    CHECK(wrong(max_packet, std::uint64_t{268'435'461}));
}
