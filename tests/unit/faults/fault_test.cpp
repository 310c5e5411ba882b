#include "faults/fault.hpp"

#include "support/catch.hpp"

#include <string>
#include <utility>
#include <vector>

using namespace crier;
using namespace std::chrono_literals;

TEST_CASE("a fault is read with what it leaves out", "[faults]") {
    const auto drop = parse_fault(R"({"fault":"drop"})");
    REQUIRE(drop.has_value());
    CHECK(drop->kind == fault_kind::drop);
    CHECK(drop->topics == "#");
    CHECK(drop->percent == 100);
    CHECK(drop->duration == 10s);
    const auto delay = parse_fault(
        R"({"fault":"delay","connection":7,"percent":5,"delay_ms":250,"duration_s":3})");
    REQUIRE(delay.has_value());
    CHECK(delay->connection == 7U);
    CHECK(delay->topics.empty());
    CHECK(delay->delay == 250ms);
    const auto cut = parse_fault(R"({"fault":"cut","source":"a"})");
    REQUIRE(cut.has_value());
    CHECK(cut->source == "a");
    CHECK(cut->duration == 0s);
}

TEST_CASE("what is wrong with a fault is said by name", "[faults]") {
    for (const auto& [text, named] : std::vector<std::pair<std::string, std::string>>{
             {R"([])", "a fault"},
             {R"({})", "\"fault\""},
             {R"({"fault":"explode"})", "drop, duplicate, delay, freeze or cut"},
             {R"({"fault":"drop","topic":"a"})", "no \"topic\""},
             {R"({"fault":"drop","topics":"a#"})", "a#"},
             {R"({"fault":"drop","connection":"a"})", "connection"},
             {R"({"fault":"drop","percent":0})", "from 1 to 100"},
             {R"({"fault":"drop","percent":101})", "from 1 to 100"},
             {R"({"fault":"drop","delay_ms":5})", "no \"delay_ms\""},
             {R"({"fault":"delay","delay_ms":60001})", "from 1 to 60000"},
             {R"({"fault":"freeze","percent":5})", "no \"percent\""},
             {R"({"fault":"freeze","duration_s":0})", "from 1 to 3600"},
             {R"({"fault":"cut","duration_s":3601})", "from 0 to 3600"},
             {R"({"fault":"drop","source":"a"})", "subscribers"},
             {R"({"fault":"cut","source":"a","topics":"b"})", "without"},
             {R"({"fault":"cut","source":"a b"})", "A-Za-z0-9"}}) {
        CAPTURE(text);
        const auto read = parse_fault(text);
        REQUIRE(read.has_error());
        CHECK(read.error().message.find(named) != std::string::npos);
    }
}

TEST_CASE("a fault that is on is told with what it has", "[faults]") {
    fault what;
    what.kind = fault_kind::delay;
    what.topics = "a/#";
    what.percent = 20;
    what.delay = 50ms;
    CHECK(fault_json({3, what, 1500ms, 12}) ==
          R"({"id":3,"fault":"delay","topics":"a/#","percent":20,"delay_ms":50,)"
          R"("left_ms":1500,"struck":12})");
    what = {};
    what.connection = 17;
    what.kind = fault_kind::cut;
    CHECK(fault_json({4, what, 0ms, 1}) ==
          R"({"id":4,"fault":"cut","connection":17,"left_ms":0,"struck":1})");
}
