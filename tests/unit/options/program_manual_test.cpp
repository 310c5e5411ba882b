#include "options/program_manual.hpp"

#include "options/program_completion.hpp"
#include "options/program_texts.hpp"
#include "options/roff.hpp"
#include "support/catch.hpp"
#include "unit/options/surroundings.hpp"

#include <array>
#include <string>

namespace crier {
namespace {

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

constexpr program_manual about_test{
    .does = "tests",
    .description = "One.\n\nTwo.",
    .file = "count = 7",
    .environment = "",
    .statuses = "0  well\n2  ill",
    .signals = "",
    .files = "",
    .examples = "crier-test --count 1  Tests once.",
    .see_also = "crier(1)",
};

struct program {
    std::string name = "this machine";
    std::uint64_t count = 7;
    std::string colour = "red";
    command_line line{"crier-test", "Tests", "1.2.3"};

    program() {
        line.begin_group("Counting");
        line.add_count("--count", count, "How often");
        line.begin_group("Looks");
        line.add_choice("--colour", colour, {"red", "green"}, "How it looks");
        line.begin_group("Counting");
        line.add_text("--name", name, "Who counts", "TEXT", "the host's name");
    }
};

TEST_CASE("prose can't be taken for commands of roff", "[options]") {
    CHECK(roff_text(".TH x") == "\\&.TH x");
    CHECK(roff_text("a\n'b") == "a\n\\&'b");
    CHECK(roff_text("a\n\nb") == "a\n.PP\nb");
    CHECK(roff_text("--since \\d") == "\\-\\-since \\ed");
}

TEST_CASE("an entry is what stands before two blanks", "[options]") {
    CHECK(roff_entries("0  well\n.a b  c  d\nalone") ==
          ".TP\n\\fB0\\fR\nwell\n.TP\n\\fB\\&.a b\\fR\nc  d\n.TP\n\\fBalone\\fR\n\n");
    CHECK(roff_entries("").empty());
}

TEST_CASE("options stand in their groups, what every program has is last", "[options]") {
    program test;
    const std::string page = manual_page(test.line, about_test);
    CAPTURE(page);
    CHECK(page.starts_with(".TH CRIER-TEST 1 \"\" \"Crier 1.2.3\" \"User Commands\"\n"
                           ".SH NAME\ncrier\\-test \\- tests\n"));
    const auto counting = page.find(".SS Counting\n");
    const auto name = page.find("\\-\\-name");
    const auto looks = page.find(".SS Looks\n");
    const auto help = page.find("\\-\\-help");
    CHECK(counting < name);
    CHECK(name < looks);
    CHECK(looks < help);
    CHECK(page.find(".SS Counting\n", counting + 1) == std::string::npos);
    CHECK(has(page, "Who counts [the host's name]\n"));
    CHECK(has(page, ".EX\ncount = 7\n.EE\n"));
    CHECK(has(page, "CRIER_LOG_LEVEL for \\-\\-log\\-level"));
    CHECK_FALSE(has(page, ".SH SIGNALS"));
}

TEST_CASE("the page is printed where it alone is asked for", "[options]") {
    const program test;
    const std::array<const char*, 3> words{"crier-test", "manual", "more"};
    const captured out{std::cout};
    CHECK_FALSE(print_texts(test.line, about_test, 3, words.data()));
    CHECK_FALSE(print_texts(test.line, about_test, 1, words.data()));
    CHECK(out.text().empty());
    CHECK(print_texts(test.line, about_test, 2, words.data()) == 0);
    CHECK(out.text() == manual_page(test.line, about_test));
}

TEST_CASE("a completion is printed for a shell that there is", "[options]") {
    const program test;
    std::array<const char*, 3> words{"crier-test", "completion", "zsh"};
    {
        const captured out{std::cout};
        CHECK(print_texts(test.line, about_test, 3, words.data()) == 0);
        CHECK(out.text() == program_completion(test.line, "zsh"));
        CHECK(has(out.text(), "'--colour=[How it looks]:colour:(red green)'"));
    }
    words[2] = "tcsh";
    const captured errors{std::cerr};
    CHECK(print_texts(test.line, about_test, 3, words.data()) == 2);
    CHECK(print_texts(test.line, about_test, 2, words.data()) == 2);
    CHECK(has(errors.text(), "crier-test: completion: say for which shell, bash, zsh or fish"));
}

} // namespace
} // namespace crier
