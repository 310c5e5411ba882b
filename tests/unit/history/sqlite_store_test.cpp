#include "history/sqlite_store.hpp"

#include "support/catch.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <cstdlib>

using namespace crier;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

constexpr timestamp start{std::chrono::microseconds{1'700'000'000'000'000}};
constexpr auto day = 24h;

/// A store in a folder that is gone at the end; times are told to it.
struct store_fixture {
    boost::asio::io_context loop;
    fs::path folder = make_folder();
    sqlite_store store{folder / "crier.db", durability::process, epoch{1}, "boot"};
    ledger book;
    sequencer numbers{book, 7 * day};

    store_fixture() = default;
    ~store_fixture() { fs::remove_all(folder); }
    store_fixture(const store_fixture&) = delete;
    store_fixture& operator=(const store_fixture&) = delete;

    static fs::path make_folder() {
        std::string pattern = (fs::temp_directory_path() / "crier-store-XXXXXX").string();
        return ::mkdtemp(pattern.data());
    }

    void say(const std::string& source, timestamp now) { say(std::vector{source}, now); }
    /// A message of each, in one transaction.
    void say(const std::vector<std::string>& sources, timestamp now,
             std::string_view payload = {}) {
        numbers.begin_group();
        std::vector<message_ptr> accepted;
        for (const std::string& source : sources) {
            const publisher_id who{source, "s1"};
            message said;
            said.topic = "a";
            said.source = who.source;
            said.session = who.session;
            said.payload = payload;
            append_batch batch{loop.get_executor(), who};
            batch.items.push_back({numbers.session(who).last_seq + 1, keep(said)});
            numbers.accept(batch, now, accepted);
        }
        sequence_group group = numbers.changes();
        group.messages = std::move(accepted);
        REQUIRE_FALSE(store.commit(group));
    }

    /// Keeps messages for a day and silent publishers for a week.
    void trim(timestamp now) {
        REQUIRE(store.trim({1000, 1U << 30U, day}, now, 7 * day).has_value());
    }

    std::int64_t count(const std::string& table) const {
        sqlite_database reading{folder / "crier.db", sqlite_database::access::read_only};
        return reading.number("SELECT count(*) FROM " + table).value();
    }
};

} // namespace

TEST_CASE_METHOD(store_fixture, "a silent publisher is forgotten where no message is to be dropped",
                 "[history]") {
    say("press", start);
    trim(start + 2 * day);
    CHECK(count("stored_message") == 0);
    CHECK(count("publisher") == 1);
    trim(start + 7 * day);
    CHECK(count("publisher") == 1);
    trim(start + 7 * day + 1min);
    CHECK(count("publisher") == 0);
    say("press", start + 8 * day); // which is a new one
    CHECK(count("publisher") == 1);
}

TEST_CASE_METHOD(store_fixture, "publishers to forget are looked for once a minute", "[history]") {
    say("press", start);
    trim(start + 7 * day - 1s);
    trim(start + 7 * day + 1s);
    trim(start + 7 * day + 58s);
    CHECK(count("publisher") == 1);
    SECTION("as time goes on") {
        trim(start + 7 * day + 59s);
    }
    SECTION("also by a clock that was set back, and right again") {
        trim(start);
        trim(start + 7 * day + 1s);
    }
    CHECK(count("publisher") == 0);
}

TEST_CASE_METHOD(store_fixture, "a publisher of whom a message is kept stays", "[history]") {
    say("press", start);
    const auto kept_for_long = store.trim({1000, 1U << 30U, 30 * day}, start + 8 * day, 7 * day);
    REQUIRE(kept_for_long.has_value());
    CHECK(count("stored_message") == 1);
    CHECK(count("publisher") == 1);
}

TEST_CASE_METHOD(store_fixture, "a publisher is known again however many came between",
                 "[history]") {
    say("press", start);
    for (int i = 0; i < 12; ++i) { // more than are remembered
        std::vector<std::string> passers_by;
        for (int j = 0; j < 1000; ++j)
            passers_by.push_back("passer-by-" + std::to_string(1000 * i + j));
        say(passers_by, start + 1s);
    }
    say("press", start + 2s);
    CHECK(count("publisher") == 12'001);
    sequencer after_restart{book, 7 * day};
    sqlite_store again{folder / "crier.db", durability::process, epoch{1}, "boot"};
    static_cast<void>(again.load(after_restart, start));
    CHECK(after_restart.session({"press", "s1"}).last_seq == 2);
}

TEST_CASE_METHOD(store_fixture, "a journal that nobody folds begins anew after 64 MiB",
                 "[history]") {
    const std::string payload(1024 * 1024, 'x');
    int longest = 0;
    for (int i = 0; i < 70; ++i) {
        say({"press"}, start, payload);
        longest = std::max(longest, store.journal_pages());
    }
    CHECK(longest >= 16'384);
    CHECK(longest < 17'000);
    CHECK(store.journal_pages() < 4'000);
    CHECK(count("stored_message") == 70);
}
