#include "cli/replay_state.hpp"

#include "support/catch.hpp"
#include "unit/cli/scratch_file.hpp"

#include <string>

namespace crier {
namespace {

TEST_CASE("how far a replay got is read back", "[cli]") {
    const scratch_file file;
    CHECK_FALSE(load_state(file.path()).value());
    replay_state state{"mark", "replay", "session", epoch{0xABC}, 1024, 3, 17};
    REQUIRE_FALSE(save_state(file.path(), state));
    auto read = load_state(file.path()).value();
    REQUIRE(read);
    CHECK(read->recording == "mark");
    CHECK(read->source == "replay");
    CHECK(read->session == "session");
    CHECK(read->epoch == epoch{0xABC});
    CHECK(read->max_payload == 1024);
    CHECK(read->before == 3);
    CHECK(read->acknowledged == 17);
    state.epoch.reset();
    REQUIRE_FALSE(save_state(file.path(), state));
    CHECK_FALSE(load_state(file.path()).value()->epoch);
}

TEST_CASE("a file of somebody else is not taken for a state", "[cli]") {
    for (const std::string content : {"", "my thesis", "{}", "{\"recording\":1}"}) {
        const scratch_file file{content};
        CHECK(load_state(file.path()).error().code == errc::bad_json);
    }
}

TEST_CASE("a state that can't be written says why", "[cli]") {
    CHECK(save_state("/nonexistent/folder/state", {}).has_value());
}

TEST_CASE("the hub's word counts as long as it knows the session", "[cli]") {
    replay_state state;
    CHECK(resume_after(state, 0) == 0);
    state.acknowledged = 5;
    CHECK(resume_after(state, 8) == 8); // three acknowledgements were lost on the way
    CHECK(state.before == 0);
}

TEST_CASE("once the hub has forgotten the session, what it acknowledged counts", "[cli]") {
    replay_state state;
    state.acknowledged = 8;
    CHECK(resume_after(state, 0) == 8);
    CHECK(state.before == 8); // the session's first is the ninth
    CHECK(resume_after(state, 2) == 10);
    CHECK(state.before == 8);
}

TEST_CASE("a recording is known by its first line, so that it may grow", "[cli]") {
    const scratch_file one{"a\n"};
    const scratch_file grown{"a\nb\n"};
    const scratch_file other{"b\n"};
    const scratch_file cut{"a"};
    CHECK(fingerprint_of(one.path()) == fingerprint_of(grown.path()));
    CHECK(fingerprint_of(one.path()) != fingerprint_of(other.path()));
    CHECK_FALSE(fingerprint_of(cut.path()));
    CHECK_FALSE(fingerprint_of("/nonexistent"));
}

} // namespace
} // namespace crier
