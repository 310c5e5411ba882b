#include "mqtt/deliveries.hpp"

#include "support/catch.hpp"

#include <vector>

using namespace crier;

namespace {

constexpr bool flagged = true;

deliveries::delivery sent(std::uint16_t id, std::string_view payload, bool again = false) {
    return {id, again, fingerprint("topic", payload)};
}

} // namespace

TEST_CASE("a topic and a payload that change places are another message", "[mqtt]") {
    CHECK(fingerprint("a", "b") == fingerprint("a", "b"));
    CHECK(fingerprint("a", "b") != fingerprint("b", "a"));
    CHECK(fingerprint("a", "b") != fingerprint("a", "c"));
    CHECK(fingerprint("a", "") != fingerprint("", "a"));
}

TEST_CASE("what wasn't acknowledged is known again after a cut, with the flag or without",
          "[mqtt]") {
    deliveries known{10};
    CHECK(known.take(sent(1, "on")));
    CHECK(known.take(sent(2, "off")));
    known.cut();
    CHECK_FALSE(known.take(sent(1, "on", flagged)));
    CHECK_FALSE(known.take(sent(2, "off")));
    CHECK(known.take(sent(3, "on", flagged))); // sent before the cut, and lost with it
}

TEST_CASE("the same content under another id is another message", "[mqtt]") {
    deliveries known{10};
    CHECK(known.take(sent(1, "on")));
    CHECK(known.take(sent(2, "on")));
    known.cut();
    CHECK(known.take(sent(4, "on", flagged)));
}

TEST_CASE("other content under the same id is another message", "[mqtt]") {
    deliveries known{10};
    CHECK(known.take(sent(1, "on")));
    known.cut();
    CHECK(known.take(sent(1, "off", flagged)));
    known.cut();
    CHECK_FALSE(known.take(sent(1, "off", flagged)));
}

TEST_CASE("what was acknowledged is known again where the broker says that it sends it again",
          "[mqtt]") {
    deliveries known{10};
    CHECK(known.take(sent(1, "on")));
    CHECK(known.take(sent(2, "off")));
    known.acknowledge();
    known.cut();
    CHECK_FALSE(known.take(sent(2, "off", flagged))); // its acknowledgement was lost
    known.acknowledge();
    known.cut();
    CHECK_FALSE(known.take(sent(2, "off", flagged))); // and once more
}

TEST_CASE("an id that is given anew is a new message, whatever it says", "[mqtt]") {
    deliveries known{10};
    CHECK(known.take(sent(1, "on")));
    known.acknowledge();
    CHECK(known.take(sent(1, "on")));
}

TEST_CASE("a broker that gives its ids anew so soon isn't believed after a cut", "[mqtt]") {
    deliveries known{10};
    CHECK(known.take(sent(1, "on")));
    known.acknowledge();
    CHECK(known.take(sent(1, "off")));
    known.acknowledge();
    known.cut();
    // It may be the one acknowledged, or the next, which was lost: rather twice than never.
    CHECK(known.take(sent(1, "off", flagged)));
    known.cut();
    CHECK_FALSE(known.take(sent(1, "off", flagged))); // not acknowledged: its id can't be another's
}

TEST_CASE("acknowledging after a cut is about what came after it", "[mqtt]") {
    deliveries known{10};
    CHECK(known.take(sent(1, "on")));
    CHECK(known.take(sent(2, "off")));
    known.cut();
    CHECK_FALSE(known.take(sent(1, "on", flagged)));
    known.acknowledge();
    known.cut();
    CHECK_FALSE(known.take(sent(2, "off"))); // never acknowledged: no flag is needed
    CHECK(known.take(sent(1, "on")));        // acknowledged, and not said to be sent again
}

TEST_CASE("only the last acknowledged are remembered", "[mqtt]") {
    deliveries known{2};
    for (const std::uint16_t id : std::vector<std::uint16_t>{1, 2, 3})
        CHECK(known.take(sent(id, "on")));
    known.acknowledge();
    known.cut();
    CHECK_FALSE(known.take(sent(2, "on", flagged)));
    CHECK_FALSE(known.take(sent(3, "on", flagged)));
    CHECK(known.take(sent(1, "on", flagged)));
}

TEST_CASE("an id that was acknowledged twice is forgotten with its last acknowledgement",
          "[mqtt]") {
    deliveries known{2};
    CHECK(known.take(sent(1, "on")));
    known.acknowledge();
    CHECK_FALSE(known.take(sent(1, "on", flagged)));
    known.acknowledge();
    CHECK(known.take(sent(2, "on")));
    known.acknowledge(); // the first acknowledgement of 1 goes
    CHECK_FALSE(known.take(sent(1, "on", flagged)));
}

TEST_CASE("a new session of the broker begins anew", "[mqtt]") {
    deliveries known{10};
    CHECK(known.take(sent(1, "on")));
    CHECK(known.take(sent(2, "on")));
    known.acknowledge();
    known.forget();
    CHECK(known.take(sent(1, "on", flagged)));
    CHECK(known.take(sent(2, "on", flagged)));
}

TEST_CASE("what an earlier run has taken is known where the broker says that it sends it again",
          "[mqtt]") {
    deliveries known{10};
    known.know(1, fingerprint("topic", "on"));
    known.know(2, fingerprint("topic", "off"));
    CHECK_FALSE(known.take(sent(1, "on", flagged)));
    CHECK(known.take(sent(2, "off"))); // a new message that says the same
    known.cut();
    CHECK_FALSE(known.take(sent(1, "on"))); // by now it is this run's, and not acknowledged
}
