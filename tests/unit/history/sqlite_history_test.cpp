#include "history/sqlite_history.hpp"

#include "support/catch.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>

#include <spdlog/sinks/null_sink.h>

#include <cstdlib>
#include <fstream>

using namespace crier;
using namespace std::chrono_literals;

namespace {

namespace fs = std::filesystem;

/// A folder that is gone at the end, and histories opened in it one after another.
struct sqlite_fixture {
    boost::asio::io_context loop;
    spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_st>()};
    fs::path folder;
    sqlite_history_options options;
    ledger book;
    std::unique_ptr<sqlite_history> kept;
    std::vector<message_ptr> committed;

    sqlite_fixture() {
        std::string pattern = (fs::temp_directory_path() / "crier-history-XXXXXX").string();
        folder = ::mkdtemp(pattern.data());
        options.folder = folder;
        options.kept = {1'000'000, 1U << 30U, 24h};
        options.session_age_max = 24h;
        options.boot = "boot";
        open();
    }
    ~sqlite_fixture() {
        close();
        fs::remove_all(folder);
    }

    /// Until nothing is under way in the history's threads.
    void settle() {
        loop.restart();
        loop.run();
    }

    /// What the history's threads still hand back to the loop is for it: that comes first.
    void close() {
        settle();
        kept.reset();
    }

    template <class Condition>
    void run_until(const Condition& is_true) {
        loop.restart();
        while (!is_true())
            REQUIRE(loop.run_one_for(20s) > 0);
    }

    /// Opens the history anew, as the next start of a hub would.
    void open() {
        close();
        committed.clear();
        kept = std::make_unique<sqlite_history>(loop.get_executor(), book, options, log);
        kept->on_committed([this](std::span<const message_ptr> stored) {
            committed.insert(committed.end(), stored.begin(), stored.end());
        });
    }

    static append_item item(const std::string& topic, std::uint64_t seq,
                            const std::string& payload = "x") {
        message said;
        said.topic = topic;
        said.source = "press";
        said.session = "s1";
        said.seq = seq;
        said.payload = payload;
        return {seq, keep(said)};
    }

    append_outcome append(std::vector<append_item> items) {
        const auto batch =
            std::make_shared<append_batch>(loop.get_executor(), publisher_id{"press", "s1"});
        batch->items = std::move(items);
        kept->append(batch);
        REQUIRE(run_coroutine(loop, batch->committed.wait()));
        return batch->outcome;
    }
    void append_many(const std::string& topic, std::uint64_t count) {
        std::vector<append_item> items;
        for (std::uint64_t i = 0; i < count; ++i)
            items.push_back(item(topic, 0));
        append(std::move(items));
    }

    std::vector<std::uint64_t> read_all(std::uint64_t after, const std::string& filter) {
        std::vector<std::uint64_t> out;
        page_request request;
        request.after = offset{after};
        request.filters.filters = {filter};
        while (request.after < kept->recent().last()) {
            const auto read = run_coroutine(loop, kept->read(request)).value();
            REQUIRE(read.up_to > request.after);
            for (const auto& message : read.messages)
                out.push_back(message->offset.value);
            request.after = read.up_to;
        }
        return out;
    }
    listing find_last(const std::string& filter, std::uint64_t count, std::uint64_t after = 0) {
        filter_set filters{{filter}};
        return run_coroutine(loop, kept->find_last(filters, count, offset{after})).value();
    }
    /// What a reader gets that goes by a listing, from its beginning to the end of the history.
    std::vector<std::uint64_t> read_listed(listing listed, const std::string& filter) {
        std::vector<std::uint64_t> out;
        page_request request{listed.begins_after(), {{filter}}};
        listed.narrow(request);
        while (request.after < kept->recent().last()) {
            const auto read = run_coroutine(loop, kept->read(request)).value();
            REQUIRE(read.up_to > request.after);
            for (const auto& message : read.messages)
                out.push_back(message->offset.value);
            request.after = read.up_to;
            listed.narrow(request);
            ++pages;
        }
        return out;
    }
    int pages = 0; ///< that read_listed() took
};

} // namespace

TEST_CASE_METHOD(sqlite_fixture, "what was stored is there after a restart", "[history]") {
    const auto outcome = append({item("a", 1, "one"), item("b", 2, "two"), item("a", 3, "three")});
    CHECK(outcome.stored_seq == 3);
    CHECK(outcome.stored_offset == offset{3});
    const auto before = kept->recent().at(offset{3});
    const epoch named = kept->epoch();
    open();
    CHECK(kept->epoch() == named);
    CHECK(kept->oldest() == offset{1});
    CHECK(kept->recent().last() == offset{3});
    const auto after = kept->recent().at(offset{3});
    CHECK(after->payload == "three");
    CHECK(after->prev == offset{1});
    CHECK(after->time == before->time);
    CHECK(after->delta == before->delta);
    CHECK(after->source == "press");
    CHECK(after->session == "s1");
    CHECK(kept->topics().at("a").count == 2);
    append({item("a", 4)});
    CHECK(committed.back()->offset == offset{4});
    CHECK(committed.back()->prev == offset{3});
}

TEST_CASE_METHOD(sqlite_fixture, "a session's messages are stored once, over restarts too",
                 "[history]") {
    append({item("a", 1), item("a", 2)});
    open();
    CHECK(kept->last_seq({"press", "s1"}) == 2);
    const auto again = append({item("a", 1), item("a", 2), item("a", 3)});
    CHECK(again.stored_seq == 3);
    CHECK(again.stored_offset == offset{3});
    CHECK(kept->recent().last() == offset{3});
    const auto gap = append({item("a", 5)});
    REQUIRE(gap.stopped_by);
    CHECK(gap.stopped_by->code == errc::sequence_gap);
}

TEST_CASE_METHOD(sqlite_fixture, "a refused message's seq is remembered over a restart",
                 "[history]") {
    append({item("a", 1), append_item{2, nullptr}});
    open();
    CHECK(kept->last_seq({"press", "s1"}) == 2);
}

TEST_CASE_METHOD(sqlite_fixture, "a commit that fails leaves no trace, and the next one works",
                 "[history]") {
    append({item("a", 1)});
    {
        // Stands for any reason that a commit can fail for.
        sqlite_database writer{folder / "crier.db", sqlite_database::access::read_write};
        writer.execute("CREATE TRIGGER full BEFORE INSERT ON stored_message BEGIN "
                       "SELECT RAISE(ABORT, 'the disk is full'); END");
    }
    const auto failed = append({item("new", 2), item("a", 3)});
    REQUIRE(failed.stopped_by);
    CHECK(failed.stopped_by->code == errc::internal);
    CHECK(failed.stopped_by->message.find("the disk is full") != std::string::npos);
    CHECK(failed.stored_seq == 0);
    CHECK(kept->trouble());
    CHECK(kept->recent().last() == offset{1});
    CHECK(kept->topics().size() == 1);
    CHECK(kept->last_seq({"press", "s1"}) == 1);
    CHECK(book.total().accepted == 3);
    CHECK(book.total().stored == 1);
    CHECK(book.find("a")->refused.by_code() ==
          std::vector{std::pair{errc::internal, std::uint64_t{1}}});
    {
        sqlite_database other{folder / "crier.db", sqlite_database::access::read_write};
        other.execute("DROP TRIGGER full");
    }
    const auto stored = append({item("new", 2), item("a", 3)});
    CHECK_FALSE(stored.stopped_by);
    CHECK(kept->trouble()); // until more is known to fit than what did
    kept->trim();
    run_until([this] { return !kept->trouble(); });
    CHECK(committed.back()->offset == offset{3});
    CHECK(committed.back()->prev == offset{1});
    open();
    CHECK(read_all(0, "#") == std::vector<std::uint64_t>{1, 2, 3});
}

TEST_CASE_METHOD(sqlite_fixture, "whatever becomes of a message is in the ledger", "[history]") {
    append({item("a", 1), item("a", 2), item("b", 3)});
    append({item("a", 2), item("b", 3), item("b", 4)});       // two of them again
    append({item("a", 5), item("a", 7), item("new/one", 8)}); // a hole before the last two
    CHECK(book.repeated() == 2);
    const topic_account all = book.total();
    CHECK(all.accepted == 7);
    CHECK(all.stored == 5);
    REQUIRE(all.refused.by_code().size() == 1);
    CHECK(all.refused.by_code()[0] == std::pair{errc::sequence_gap, std::uint64_t{2}});
    CHECK(book.find("a")->accepted == 4);
    CHECK(book.find("a")->stored == 3);
    CHECK(book.find("a")->refused.total() == 1);
    CHECK(book.find("b")->stored == 2);
    CHECK(book.find("new/one") == nullptr);
}

TEST_CASE_METHOD(sqlite_fixture, "pages behind the ring are read from the file", "[history]") {
    append_many("rare", 3);
    append_many("common", 30'000);
    append_many("rare", 2);
    open(); // the ring now begins in the middle
    REQUIRE(kept->recent().oldest() > offset{3});
    CHECK(read_all(0, "rare") == std::vector<std::uint64_t>{1, 2, 3, 30'004, 30'005});
    CHECK(read_all(2, "+").size() == 30'003);
}

TEST_CASE_METHOD(sqlite_fixture, "the last of a rare topic are found behind the ring",
                 "[history]") {
    append_many("rare", 3);
    append_many("common", 30'000);
    append_many("rare", 1);
    open();
    using offsets = std::vector<std::uint64_t>;
    CHECK(read_listed(find_last("rare", 1), "rare") == offsets{30'004});
    CHECK(read_listed(find_last("rare", 2), "rare") == offsets{3, 30'004});
    CHECK(pages == 2); // and not one for every few thousand messages between
    CHECK(read_listed(find_last("rare", 3), "rare") == offsets{2, 3, 30'004});
    CHECK(read_listed(find_last("rare", 100), "rare") == offsets{1, 2, 3, 30'004});
    CHECK(find_last("nobody", 5).begins_after() == offset{30'004});
    CHECK(read_listed(find_last("#", 2), "#") == offsets{30'003, 30'004});
    // Not all that a reader behind offset 1 wants is among the last two, but the last three are.
    CHECK_FALSE(find_last("rare", 2, 1).is_complete());
    CHECK(find_last("rare", 3, 1).is_complete());
    CHECK(read_listed(find_last("rare", 9, 1), "rare") == offsets{2, 3, 30'004});
    CHECK(find_last("rare", 9, 30'004).is_complete());
}

TEST_CASE_METHOD(sqlite_fixture, "what is listed and let go of before it is read is passed over",
                 "[history]") {
    append_many("rare", 3);
    append_many("common", 30'000);
    append_many("rare", 1);
    options.kept.messages = 10'000;
    const listing listed = find_last("rare", 100);
    open();
    while (kept->oldest() == offset{1}) {
        kept->trim();
        loop.restart();
        REQUIRE(loop.run_one_for(20s) > 0);
    }
    listing rest = listed;
    page_request request{kept->oldest().previous(), {{"rare"}}};
    rest.narrow(request);
    CHECK(request.only == std::vector<offset>{offset{30'004}});
}

TEST_CASE_METHOD(sqlite_fixture, "what is over the retention is let go of, in steps", "[history]") {
    options.kept.messages = 1000;
    open();
    append_many("a", 25'000);
    run_until([this] { return kept->oldest() == offset{24'001}; });
    CHECK(read_all(0, "#").front() == 24'001);
    open();
    CHECK(kept->oldest() == offset{24'001});
    CHECK(kept->topics().at("a").count == 25'000);
}

TEST_CASE_METHOD(sqlite_fixture, "numbers go on where everything has expired", "[history]") {
    append_many("a", 10);
    options.kept.age = 0s;
    open();
    kept->trim();
    run_until([this] { return kept->oldest() == offset{11}; });
    options.kept.age = 24h;
    open();
    append({item("a", 1)});
    CHECK(committed.back()->offset == offset{11});
    CHECK(committed.back()->prev == offset{10});
}

TEST_CASE_METHOD(sqlite_fixture, "a file that isn't a history is refused and left alone",
                 "[history]") {
    close();
    const fs::path file = folder / "crier.db";
    fs::remove(file);
    SECTION("garbage") {
        std::ofstream{file} << std::string(5000, 'x');
    }
    SECTION("another program's database") {
        sqlite_database{file, sqlite_database::access::read_write}.execute("CREATE TABLE x (y)");
    }
    SECTION("a newer schema") {
        open();
        close();
        sqlite_database{file, sqlite_database::access::read_write}.execute(
            "PRAGMA user_version = 99");
    }
    const auto size = fs::file_size(file);
    REQUIRE_THROWS_WITH(open(), containing("crier.db") && containing("left as it is"));
    CHECK(fs::file_size(file) == size);
}

TEST_CASE_METHOD(sqlite_fixture, "a file that is damaged where a start reads it is said to be",
                 "[history]") {
    append({item("a", 0, std::string(100'000, 'x'))});
    close();
    std::string file = (folder / "crier.db").string();
    std::fstream{file, std::ios::in | std::ios::out | std::ios::binary}.seekp(4096).write(
        std::string(9 * 4096, 'x').data(), 9 * 4096);
    REQUIRE_THROWS_WITH(open(), containing("crier.db") && containing("restore it from a copy"));
}

TEST_CASE_METHOD(sqlite_fixture, "messages that are missing in the file are said to be",
                 "[history]") {
    append_many("a", 30'000);
    open();
    sqlite_database{folder / "crier.db", sqlite_database::access::read_write}.execute(
        "DELETE FROM stored_message WHERE offset = 6");
    page_request request;
    request.filters.filters = {"#"};
    CHECK(run_coroutine(loop, kept->read(request)).value().up_to == offset{5});
    request.after = offset{5};
    const auto read = run_coroutine(loop, kept->read(request));
    REQUIRE(read.has_error());
    CHECK(read.error().message.find("offset 6 is missing") != std::string::npos);
}

TEST_CASE_METHOD(sqlite_fixture, "the journal is folded into the file beside the writer",
                 "[history]") {
    const std::string payload(1024 * 1024, 'x');
    std::uint64_t seq = 0;
    while (seq < 6)
        append({item("a", ++seq, payload)});
    settle();
    // The writer may have held up the last of the first 4 MiB; now nothing is under way.
    while (seq < 8)
        append({item("a", ++seq, payload)});
    settle();
    CHECK(fs::file_size(folder / "crier.db") > 4 * payload.size());
}

TEST_CASE_METHOD(sqlite_fixture, "a folder belongs to one hub at a time", "[history]") {
    REQUIRE_THROWS_WITH(data_folder{folder}, containing("in use by another crier-hub"));
    close();
    CHECK_NOTHROW(data_folder{folder});
}
