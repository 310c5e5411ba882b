#include "faults/fault_switch.hpp"

#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <spdlog/sinks/null_sink.h>

#include <array>
#include <exception>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace crier {
namespace {

using namespace std::chrono_literals;
using verdict = fault_line::verdict;

struct switched {
    boost::asio::io_context loop;
    spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_st>()};
    fault_switch faults{loop.get_executor(), log};

    fault_report begin(const std::string& json) {
        const auto what = parse_fault(json);
        REQUIRE(what.has_value());
        const auto begun = faults.begin(*what);
        REQUIRE(begun.has_value());
        return *begun;
    }

    /// What becomes of a message on this topic on its way to a connection.
    verdict send(fault_line& line, std::string_view topic) {
        message said;
        said.topic = topic;
        auto out = verdict::keep;
        const std::array<message_ptr, 1> stored{keep(said)};
        faults.hand_out(stored, [&](auto /*one*/) { out = line.judge(); });
        return out;
    }
};

struct end {
    std::vector<std::string> follows;
    std::string source;
    int cuts = 0;
    fault_line line;

    end(switched& hub, std::uint64_t id, std::vector<std::string> filters, std::string name = {})
        : follows{std::move(filters)},
          source{std::move(name)},
          line{hub.faults, id,
               fault_line::ends{.cut = [this] { ++cuts; },
                                .followed = [this] { return follows; },
                                .source =
                                    [this] {
                                        return std::string_view{source};
                                    }}} {}
};

TEST_CASE_METHOD(switched, "messages are struck by topic and connection", "[faults]") {
    end one{*this, 1, {"#"}};
    end two{*this, 2, {"#"}};
    CHECK(send(one.line, "a/x") == verdict::keep);
    const auto first = begin(R"({"fault":"drop","topics":"a/#"})");
    CHECK(send(one.line, "a/x") == verdict::lose);
    CHECK(send(one.line, "b") == verdict::keep);
    std::ignore = begin(R"({"fault":"duplicate","connection":2})");
    CHECK(send(one.line, "b") == verdict::keep);
    CHECK(send(two.line, "b") == verdict::repeat);
    CHECK(send(two.line, "a/x") == verdict::lose);
    REQUIRE(faults.report().size() == 2);
    CHECK(faults.report()[0].struck == 2);
    CHECK(faults.end(first.id));
    CHECK_FALSE(faults.end(first.id));
    CHECK(send(one.line, "a/x") == verdict::keep);
}

TEST_CASE_METHOD(switched, "a part of the messages is struck", "[faults]") {
    end one{*this, 1, {"#"}};
    std::ignore = begin(R"({"fault":"drop","percent":20})");
    int lost = 0;
    for (int i = 0; i < 10'000; ++i)
        lost += send(one.line, "a") == verdict::lose ? 1 : 0;
    CHECK(lost > 1700); // seven standard deviations
    CHECK(lost < 2300);
}

TEST_CASE_METHOD(switched, "a late message holds up what is queued behind it", "[faults]") {
    end one{*this, 1, {"#"}};
    std::ignore = begin(R"({"fault":"delay","topics":"a","delay_ms":300})");
    const auto now = fault_line::clock::now();
    CHECK(send(one.line, "a") == verdict::keep);
    CHECK(one.line.sendable(100, now) == 0);
    CHECK(send(one.line, "b") == verdict::keep);
    CHECK(one.line.sendable(150, now + 100ms) == 0);
    CHECK(one.line.held_until() == now + 300ms);
    CHECK(one.line.sendable(150, now + 300ms) == 150);
}

TEST_CASE_METHOD(switched, "who follows a topic of the filter is cut, once", "[faults]") {
    end one{*this, 1, {"a/+", "c"}};
    end two{*this, 2, {"b"}};
    end publisher{*this, 3, {}, "p"};
    CHECK(begin(R"({"fault":"cut","topics":"a/x"})").struck == 1);
    CHECK(begin(R"({"fault":"cut"})").struck == 1); // the one is gone already
    CHECK(begin(R"({"fault":"cut","source":"p"})").struck == 1);
    CHECK(one.cuts == 1);
    CHECK(two.cuts == 1);
    CHECK(publisher.cuts == 1);
    CHECK(faults.report().empty());
}

TEST_CASE_METHOD(switched, "a frozen connection is given nothing until the end", "[faults]") {
    end one{*this, 1, {"a"}};
    const auto told = begin(R"({"fault":"freeze","topics":"a","duration_s":5})");
    CHECK(told.struck == 1);
    const auto now = fault_line::clock::now();
    CHECK(one.line.sendable(100, now) == 0);
    CHECK(one.line.held_until() > now + 4s);
    faults.end_all();
    CHECK(one.line.sendable(100, now) == 100);
}

TEST_CASE_METHOD(switched, "who waits goes on when a fault ends before its time", "[faults]") {
    end one{*this, 1, {}, "p"};
    std::ignore = begin(R"({"fault":"freeze","source":"p","duration_s":3600})");
    bool passed = false;
    boost::asio::co_spawn(loop, one.line.pass(fault_line::way::in),
                          [&passed](const std::exception_ptr& /*thrown*/) { passed = true; });
    loop.poll();
    CHECK_FALSE(passed);
    faults.end_all();
    loop.run_for(10s);
    CHECK(passed);
}

TEST_CASE_METHOD(switched, "no fault begins for nobody, or on a hub that stops", "[faults]") {
    const auto nobody = faults.begin(*parse_fault(R"({"fault":"cut","connection":9})"));
    REQUIRE(nobody.has_error());
    CHECK(nobody.error().message.find("9") != std::string::npos);
    std::ignore = begin(R"({"fault":"drop"})");
    faults.stop();
    CHECK(faults.report().empty());
    CHECK(faults.begin(*parse_fault(R"({"fault":"drop"})")).has_error());
}

} // namespace
} // namespace crier
