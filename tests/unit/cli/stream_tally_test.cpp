#include "cli/stream_tally.hpp"

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

using namespace std::chrono_literals;

struct tally_fixture {
    stream_tally::clock::time_point begun;
    stream_tally tally{begun};

    void welcome(std::uint64_t epoch_value, std::optional<std::uint64_t> from) {
        told_welcome welcome;
        welcome.epoch = epoch{epoch_value};
        tally.welcome(welcome, from ? std::optional{offset{*from}} : std::nullopt);
    }
    bool is_missing_before(const std::string& topic, std::uint64_t at, std::uint64_t prev) {
        told_message message;
        message.topic = topic;
        message.offset = offset{at};
        message.prev = offset{prev};
        message.payload = "12345";
        return tally.count(message).has_value();
    }
};

TEST_CASE("nothing is missing where each message follows the one it names", "[cli]") {
    tally_fixture it;
    it.welcome(1, 10);
    CHECK_FALSE(it.is_missing_before("a", 11, 5)); // which was before the beginning
    CHECK_FALSE(it.is_missing_before("b", 12, 0));
    CHECK_FALSE(it.is_missing_before("a", 14, 11)); // 13 is on another topic
    CHECK(it.tally.words(it.begun + 2s) ==
          "3 messages (15 B) on 2 topics in 2.00 s, 1.5/s; none missing");
}

TEST_CASE("a message that didn't come is found, whoever lost it", "[cli]") {
    tally_fixture it;
    it.welcome(1, 10);
    CHECK_FALSE(it.is_missing_before("a", 11, 0));
    CHECK(it.is_missing_before("a", 13, 12));
    CHECK(it.is_missing_before("b", 15, 14)); // the topic is new, but 14 was promised
    CHECK_FALSE(it.is_missing_before("a", 16, 13));
    CHECK(it.tally.missing() == 2);
    CHECK(it.tally.words(it.begun + 1s).find("at least 2 MISSING") != std::string::npos);
}

TEST_CASE("what is asked for from the oldest kept begins with what comes", "[cli]") {
    tally_fixture it;
    it.welcome(1, std::nullopt);
    CHECK_FALSE(it.is_missing_before("a", 500, 499));
    CHECK(it.is_missing_before("b", 502, 501));
}

TEST_CASE("a gap that was told is no hole", "[cli]") {
    tally_fixture it;
    it.welcome(1, 0);
    CHECK_FALSE(it.is_missing_before("a", 1, 0));
    it.tally.count(told_gap{offset{1}, offset{100}, "expired"});
    CHECK_FALSE(it.is_missing_before("a", 100, 99));
    CHECK(it.tally.missing() == 0);
    CHECK(it.tally.words(it.begun + 1s).find("1 gap over 98 offsets no longer kept") !=
          std::string::npos);
}

TEST_CASE("a history that lost its end is a gap over nothing that it has", "[cli]") {
    tally_fixture it;
    it.welcome(1, 0);
    CHECK_FALSE(it.is_missing_before("a", 1, 0));
    CHECK_FALSE(it.is_missing_before("a", 5, 1));
    it.welcome(2, 0);
    it.tally.count(told_gap{offset{3}, offset{4}, "epoch_changed"});
    CHECK_FALSE(it.is_missing_before("a", 4, 1));
    CHECK(it.is_missing_before("a", 7, 6));
    CHECK(it.tally.words(it.begun + 1s).ends_with("at least 1 MISSING, 1 gap"));
}

TEST_CASE("the same history goes on after a cut, another one begins anew", "[cli]") {
    tally_fixture it;
    it.welcome(1, 0);
    CHECK_FALSE(it.is_missing_before("a", 1, 0));
    it.tally.count_cut();
    it.welcome(1, 0);
    CHECK(it.is_missing_before("a", 3, 2));
    it.welcome(2, 0);
    CHECK_FALSE(it.is_missing_before("a", 1, 0));
    CHECK(it.tally.words(it.begun + 1s).find("1 cut of the connection") != std::string::npos);
}

TEST_CASE("what came before is counted as that alone, within its history", "[cli]") {
    tally_fixture it;
    const auto came_before = [&it](std::uint64_t at) {
        told_message message;
        message.offset = offset{at};
        return it.tally.came_before(message);
    };
    it.welcome(1, 0);
    CHECK_FALSE(it.is_missing_before("a", 1, 0));
    CHECK_FALSE(it.is_missing_before("a", 2, 1));
    CHECK(came_before(2));
    CHECK(came_before(1));
    CHECK_FALSE(came_before(3));
    CHECK(it.tally.words(it.begun + 1s).find("none missing, 2 came twice") != std::string::npos);
    it.welcome(1, 0); // a cut connection goes on
    CHECK(came_before(2));
    it.welcome(2, 0);
    CHECK_FALSE(came_before(1));
    CHECK_FALSE(it.is_missing_before("a", 7, 0));
    told_gap lost_end;
    lost_end.before = offset{1};
    it.tally.count(lost_end);
    CHECK_FALSE(came_before(1));
}

} // namespace
} // namespace crier
