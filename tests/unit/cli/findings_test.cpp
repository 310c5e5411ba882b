#include "cli/findings.hpp"

#include "support/catch.hpp"

#include <boost/json/parse.hpp>

#include <string>

namespace crier {
namespace {

struct ledger_numbers {
    int accepted = 10;
    int stored = 9;
    int forbidden = 1;
    int matched = 20;
    int delivered = 15;
    int queued = 1;
    int waiting = 1;
    int skipped = 0;
    int abandoned = 3;
};

std::vector<finding> found(const ledger_numbers& n) {
    const std::string json =
        "{\"ledger\":{\"accepted\":" + std::to_string(n.accepted) +
        ",\"stored\":" + std::to_string(n.stored) +
        ",\"refused\":{\"forbidden\":" + std::to_string(n.forbidden) +
        "},\"matched\":" + std::to_string(n.matched) +
        ",\"delivered\":" + std::to_string(n.delivered) +
        ",\"queued\":" + std::to_string(n.queued) + ",\"waiting\":" + std::to_string(n.waiting) +
        ",\"skipped\":" + std::to_string(n.skipped) +
        ",\"abandoned\":" + std::to_string(n.abandoned) +
        "},\"turned_away\":{\"unauthorized\":2},\"limits_reached\":{\"topics\":0}}";
    return findings_in(boost::json::parse(json).as_object());
}

TEST_CASE("a ledger that balances is good, whatever was refused", "[cli]") {
    const auto good = found({});
    CHECK(status_of(good) == 0);
    const std::string words = findings_words(good, style{false});
    CHECK(words.find("10 accepted, 9 stored\n") != std::string::npos);
    CHECK(words.find("1 forbidden") != std::string::npos);
    CHECK(words.find("2 unauthorized") != std::string::npos);
    CHECK(words.find("limits") == std::string::npos);
}

TEST_CASE("messages that are being stored are none that are lost", "[cli]") {
    ledger_numbers busy;
    busy.accepted = 12;
    CHECK(status_of(found(busy)) == 0);
}

TEST_CASE("what expired before it was delivered is lost", "[cli]") {
    ledger_numbers lost;
    lost.skipped = 4;
    lost.matched += 4;
    CHECK(status_of(found(lost)) == 1);
}

TEST_CASE("a ledger that doesn't balance is an illness", "[cli]") {
    ledger_numbers stored;
    stored.stored = 11;
    CHECK(status_of(found(stored)) == 2);
    ledger_numbers due;
    due.matched += 1;
    CHECK(status_of(found(due)) == 2);
    CHECK(status_of(findings_in(boost::json::parse("{}").as_object())) == 2);
}

TEST_CASE("scripts are told the same", "[cli]") {
    const auto told = boost::json::parse(findings_json(found({}))).as_object();
    CHECK(told.at("status") == 0);
    CHECK(told.at("findings").as_array()[0].as_object().at("level") == "good");
}

} // namespace
} // namespace crier
