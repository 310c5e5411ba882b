#include "cli/recording.hpp"

#include "support/catch.hpp"
#include "unit/cli/scratch_file.hpp"

#include <string>
#include <variant>
#include <vector>

namespace crier {
namespace {

const std::string welcome =
    R"({"type":"welcome","hub":"h","version":"1","epoch":"0000000000000abc",)"
    R"("offset":40,"ping_s":0,"heartbeat_s":15})"
    "\n";
const std::string filters = subscribed_line({"a/#", "b"}) + "\n";

std::string line(std::uint64_t at) {
    return R"({"type":"message","topic":"a","offset":)" + std::to_string(at) +
           R"(,"prev":0,"time":"2026-11-22T20:11:00Z",)"
           R"("source":"s","seq":0,"delta_ms":null,"data":"x"})"
           "\n";
}

const std::string gap = R"({"type":"gap","after":7,"before":20,"reason":"expired"})"
                        "\n";

recorded_end end_of(const std::string& content) {
    const scratch_file file{content};
    return read_end(file.path(), recording_format::ndjson).value();
}

TEST_CASE("a recording goes on behind its last message or gap", "[cli]") {
    const auto messages = end_of(welcome + filters + line(5) + line(7));
    CHECK(messages.at == position{epoch{0xABC}, offset{7}});
    CHECK(messages.is_begun);
    CHECK(messages.messages == 2);
    CHECK(messages.filters == std::vector<std::string>{"a/#", "b"});
    CHECK(end_of(welcome + filters + line(7) + gap).at == position{epoch{0xABC}, offset{19}});
}

TEST_CASE("one that was cut where another history begins goes on where it was", "[cli]") {
    std::string another = welcome;
    another.replace(another.find("abc"), 3, "def");
    const auto end = end_of(welcome + filters + line(5) + another + filters);
    CHECK(end.at == position{epoch{0xABC}, offset{5}});
    CHECK(end.is_begun);
    CHECK(end_of(welcome + filters + line(5) + another + filters + line(3)).at ==
          position{epoch{0xDEF}, offset{3}});
}

TEST_CASE("one that holds nothing yet goes on where it was begun", "[cli]") {
    const auto end = end_of(welcome + filters);
    CHECK(end.at == position{epoch{0xABC}, offset{40}});
    CHECK_FALSE(end.is_begun);
    CHECK_FALSE(end_of("").at);
    CHECK_FALSE(read_end("/nonexistent/file", recording_format::ndjson).value().at);
}

TEST_CASE("wherever a recording was cut, its whole lines stay", "[cli]") {
    const std::string whole = welcome + filters + line(5) + line(7);
    for (std::size_t cut = 1; cut <= whole.size(); ++cut) {
        const std::string left = whole.substr(0, cut);
        const auto end = end_of(left);
        CAPTURE(cut);
        CHECK(end.whole_bytes == left.rfind('\n') + 1); // npos + 1 is 0
        CHECK(end.messages == (cut == whole.size()                    ? 2
                               : cut >= whole.size() - line(7).size() ? 1
                                                                      : 0));
    }
}

TEST_CASE("what is no recording is refused by its line", "[cli]") {
    for (const std::string& content : {std::string{"thesis"}, std::string{"thesis\n"},
                                       std::string{R"({"a":1})"}, std::string{"{}\n"}, line(5)}) {
        const scratch_file file{content};
        const auto end = read_end(file.path(), recording_format::ndjson);
        REQUIRE_FALSE(end.has_value());
        CHECK(end.error().message.starts_with("line 1: "));
    }
    const scratch_file later{welcome + line(1) + "nonsense\n"};
    CHECK(read_end(later.path(), recording_format::ndjson).error().message.starts_with("line 3: "));
}

std::string all_of(const std::string& content) {
    const scratch_file file{content};
    recording_reader reader{file.path()};
    std::string out;
    for (;;) {
        const auto next = reader.next();
        if (!next)
            return out + "refused: " + next.error().message;
        if (!*next)
            return out + (reader.is_cut() ? "cut" : "end");
        if (const auto* message = std::get_if<told_message>(&**next))
            out += std::to_string(message->offset.value) + " ";
        else
            out += "gap ";
    }
}

TEST_CASE("the messages and gaps of a recording are read in order", "[cli]") {
    CHECK(all_of(welcome + filters + line(5) + "\n" + gap + line(20)) == "5 gap 20 end");
    CHECK(all_of(line(5) + line(7).substr(0, 30)) == "5 cut");
    CHECK(all_of(line(5) + "nonsense\n" + line(7)).starts_with("5 refused: line 2: "));
    std::string event;
    append_cloud_event(event, parse_told_message(line(9)).value(), epoch{0xABC});
    CHECK(all_of(event + "\n") == "9 end");
}

TEST_CASE("a recording of CloudEvents goes on behind its last one", "[cli]") {
    std::string event;
    append_cloud_event(event, parse_told_message(line(9)).value(), epoch{0xABC});
    const scratch_file file{event + "\n" + event.substr(0, 20)};
    const auto end = read_end(file.path(), recording_format::cloudevents).value();
    CHECK(end.at == position{epoch{0xABC}, offset{9}});
    CHECK(end.whole_bytes == event.size() + 1);
    CHECK_FALSE(read_end(file.path(), recording_format::ndjson).has_value());
}

} // namespace
} // namespace crier
