#include "mqtt/state_file.hpp"

#include "support/catch.hpp"

#include <filesystem>
#include <fstream>

#include <unistd.h>

using namespace crier;

namespace {

/// A path in a folder that is gone afterwards.
struct temporary_file {
    temporary_file() {
        std::string made = (std::filesystem::temp_directory_path() / "crier-mqtt-XXXXXX").string();
        REQUIRE(::mkdtemp(made.data()) != nullptr);
        folder = made;
    }
    ~temporary_file() { std::filesystem::remove_all(folder); }
    temporary_file(const temporary_file&) = delete;
    temporary_file& operator=(const temporary_file&) = delete;

    [[nodiscard]] std::string path() const { return (folder / "state").string(); }

    std::filesystem::path folder;
};

handed_over number(std::uint64_t seq) {
    return {static_cast<std::uint16_t>(seq % 65'535 + 1), seq * 0x9e3779b97f4a7c15U, seq};
}

} // namespace

TEST_CASE("what was handed over is read as it was written", "[mqtt]") {
    bridge_state list;
    CHECK(parse_state(text_of(list)).value().session.empty());
    list.session = "3f2a";
    list.messages = {number(1), number(65'535), number(~0ULL)};
    list.returned = position{epoch{0x0123456789abcdefU}, offset{42}};
    const auto read = parse_state(text_of(list)).value();
    CHECK((read.returned == list.returned));
    CHECK(read.session == list.session);
    CHECK(read.messages == list.messages);
}

TEST_CASE("a text that is cut off anywhere, or another, is none", "[mqtt]") {
    bridge_state list;
    list.session = "3f2a";
    list.messages = {number(1), number(2)};
    const std::string whole = text_of(list);
    for (std::size_t bytes = 0; bytes < whole.size(); ++bytes)
        CHECK_FALSE(parse_state(whole.substr(0, bytes)).has_value());
    CHECK_FALSE(parse_state(whole + "x").has_value());
    CHECK_FALSE(parse_state("crier-mqtt state 1 a session\nreturned \nend\n").has_value());
    CHECK_FALSE(parse_state("crier-mqtt state 1 s\nreturned \n70000 1 1\nend\n").has_value());
    CHECK_FALSE(parse_state("crier-mqtt state 1 s\nreturned \n1 -1 1\nend\n").has_value());
    CHECK_FALSE(parse_state("crier-mqtt state 1 s\nend\n").has_value());
    CHECK_FALSE(parse_state("crier-mqtt state 1 s\nreturned 7\nend\n").has_value()); // no epoch
    CHECK_FALSE(parse_state("crier-mqtt state 1 s\nreturned far\nend\n").has_value());
    CHECK(parse_state("crier-mqtt state 1 s\nreturned \n1 1 1\nend\n").has_value());
    CHECK_FALSE(parse_state("precious\n").has_value());
}

TEST_CASE("the file has the last messages of the last session, over runs", "[mqtt]") {
    const temporary_file made;
    {
        state_file file{made.path(), 3};
        CHECK_FALSE(file.read().has_value());
        CHECK(file.write().empty());
        CHECK_FALSE(std::filesystem::exists(made.path())); // there was nothing to write
        for (const std::uint64_t seq : {1U, 2U, 3U, 4U})
            file.add("one", number(seq));
        CHECK(file.write().empty());
    }
    {
        state_file file{made.path(), 3};
        CHECK_FALSE(file.read().has_value());
        CHECK(file.state().session == "one");
        CHECK(file.state().messages == std::deque<handed_over>{number(2), number(3), number(4)});
        file.add("one", number(5));
        CHECK(file.state().messages == std::deque<handed_over>{number(3), number(4), number(5)});
        file.add("two", number(1));
        file.note_returned(position{epoch{7}, offset{9}});
        file.note_returned(std::nullopt); // nothing is known: that stays
        CHECK(file.write().empty());
    }
    state_file file{made.path(), 3};
    CHECK_FALSE(file.read().has_value());
    CHECK(file.state().session == "two");
    REQUIRE(file.state().returned);
    CHECK(file.state().returned->offset.value == 9);
    CHECK(file.state().messages == std::deque<handed_over>{number(1)});
}

TEST_CASE("a file of somebody else's is refused and left alone", "[mqtt]") {
    const temporary_file made;
    std::ofstream{made.path()} << "precious\n";
    state_file file{made.path(), 3};
    CHECK(file.read().has_value());
}

TEST_CASE("a file that can't be written is told", "[mqtt]") {
    const temporary_file made;
    state_file file{made.path() + "/below/a/folder/that/isn't", 3};
    CHECK_FALSE(file.read().has_value());
    file.add("one", number(1));
    CHECK_FALSE(file.write().empty());
}

TEST_CASE("without a path nothing is kept", "[mqtt]") {
    state_file file{"", 3};
    CHECK_FALSE(file.read().has_value());
    file.add("one", number(1));
    CHECK(file.state().messages.empty());
    CHECK(file.write().empty());
}
