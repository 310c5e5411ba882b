#include "cli/replay_state.hpp"

#include "support/catch.hpp"
#include "unit/cli/scratch_file.hpp"

#include <string>

namespace crier {
namespace {

TEST_CASE("how far a replay got is read back", "[cli]") {
    const scratch_file file;
    CHECK_FALSE(load_state(file.path()).value());
    replay_state state{.recording = "mark",
                       .source = "replay",
                       .keeps_sources = true,
                       .epoch = epoch{0xABC},
                       .max_payload = 1024,
                       .tracks = {{"press-7", {"session", 3, 17}}, {"replay", {"other", 0, 0}}}};
    REQUIRE_FALSE(save_state(file.path(), state));
    auto read = load_state(file.path()).value();
    REQUIRE(read);
    CHECK(read->recording == "mark");
    CHECK(read->source == "replay");
    CHECK(read->keeps_sources);
    CHECK(read->epoch == epoch{0xABC});
    CHECK(read->max_payload == 1024);
    REQUIRE(read->tracks.size() == 2);
    CHECK(read->tracks.at("press-7").session == "session");
    CHECK(read->tracks.at("press-7").before == 3);
    CHECK(read->tracks.at("press-7").acknowledged == 17);
    CHECK(read->tracks.at("replay").session == "other");
    state.epoch.reset();
    REQUIRE_FALSE(save_state(file.path(), state));
    CHECK_FALSE(load_state(file.path()).value()->epoch);
}

TEST_CASE("a file of somebody else is not taken for a state", "[cli]") {
    const std::string begun = R"({"recording":"a","source":"b","keeps_sources":true,)"
                              R"("max_payload":1,"sources":)";
    for (const std::string& content :
         {std::string{}, std::string{"my thesis"}, std::string{"{}"},
          std::string{"{\"recording\":1}"}, begun + "[]}", begun + R"({"c":{}}})"}) {
        const scratch_file file{content};
        CHECK(load_state(file.path()).error().code == errc::bad_json);
    }
}

TEST_CASE("a state that can't be written says why", "[cli]") {
    CHECK(save_state("/nonexistent/folder/state", {}).has_value());
}

TEST_CASE("the hub's word counts as long as it knows the session", "[cli]") {
    replay_track track;
    CHECK(resume_after(track, 0) == 0);
    track.acknowledged = 5;
    CHECK(resume_after(track, 8) == 8); // three acknowledgements were lost on the way
    CHECK(track.before == 0);
}

TEST_CASE("once the hub has forgotten the session, what it acknowledged counts", "[cli]") {
    replay_track track;
    track.acknowledged = 8;
    CHECK(resume_after(track, 0) == 8);
    CHECK(track.before == 8); // the session's first is the ninth
    CHECK(resume_after(track, 2) == 10);
    CHECK(track.before == 8);
}

TEST_CASE("each speaks under its own name, where it is one and is to be kept", "[cli]") {
    replay_state state;
    state.source = "replay";
    CHECK(state.track_of("press-7") == "replay");
    state.keeps_sources = true;
    CHECK(state.track_of("press-7") == "press-7");
    CHECK(state.track_of("press 7") == "replay");
    CHECK(state.track_of("") == "replay");
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
