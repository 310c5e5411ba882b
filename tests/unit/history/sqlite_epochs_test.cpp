#include "history/boot.hpp"
#include "history/sqlite_epochs.hpp"
#include "history/sqlite_schema.hpp"
#include "history/sqlite_store.hpp"

#include "support/catch.hpp"

#include <cstdlib>
#include <fstream>
#include <optional>
#include <tuple>

using namespace crier;

namespace {

namespace fs = std::filesystem;

/// A folder that is gone at the end, with a database that is opened again and again. Its history
/// is empty but for how far the topic "a" is.
struct epochs_fixture {
    fs::path folder = make_folder();
    fs::path file = folder / "crier.db";
    std::optional<sqlite_store> store;

    epochs_fixture() = default;
    ~epochs_fixture() {
        store.reset();
        fs::remove_all(folder);
    }
    epochs_fixture(const epochs_fixture&) = delete;
    epochs_fixture& operator=(const epochs_fixture&) = delete;

    static fs::path make_folder() {
        std::string pattern = (fs::temp_directory_path() / "crier-epochs-XXXXXX").string();
        return ::mkdtemp(pattern.data());
    }

    void open(std::uint64_t fresh, const std::string& boot,
              durability survives = durability::process) {
        store.reset();
        store.emplace(file, survives, epoch{fresh}, boot);
    }

    /// As a kill leaves it: the files as they are while it is open.
    void kill() {
        const fs::path aside = folder / "aside";
        fs::create_directory(aside);
        for (const char* name : {"crier.db", "crier.db-wal"})
            fs::copy_file(folder / name, aside / name, fs::copy_options::overwrite_existing);
        store.reset();
        fs::remove(folder / "crier.db-shm");
        for (const char* name : {"crier.db", "crier.db-wal"})
            fs::copy_file(aside / name, folder / name, fs::copy_options::overwrite_existing);
    }

    void reach(std::uint64_t last) const {
        sqlite_database writing{file, sqlite_database::access::read_write};
        writing.execute("INSERT OR REPLACE INTO topic (name, last_offset, last_time, count) "
                        "VALUES ('a', " +
                        std::to_string(last) + ", 0, 1)");
    }

    std::string mark() const {
        sqlite_database reading{file, sqlite_database::access::read_only};
        return unsynced_on(reading);
    }
};

} // namespace

TEST_CASE_METHOD(epochs_fixture, "a history that was closed keeps its epoch on any boot",
                 "[history]") {
    open(1, "first boot");
    open(2, "second boot");
    CHECK(store->epoch() == epoch{1});
    CHECK(store->former_epochs().empty());
    CHECK_FALSE(store->may_lack_its_end());
}

TEST_CASE_METHOD(epochs_fixture, "one that was killed keeps it on the same boot alone",
                 "[history]") {
    open(1, "first boot");
    reach(41);
    kill();
    open(2, "first boot");
    CHECK(store->epoch() == epoch{1});
    CHECK_FALSE(store->may_lack_its_end());
    kill();
    open(3, "second boot");
    CHECK(store->epoch() == epoch{3});
    CHECK(store->may_lack_its_end());
    REQUIRE(store->former_epochs().size() == 1);
    CHECK(store->former_epochs()[0] == former_epoch{epoch{1}, offset{41}});
    open(4, "third boot");
    CHECK(store->epoch() == epoch{3});
    CHECK_FALSE(store->may_lack_its_end());
    CHECK(store->former_epochs().size() == 1);
}

TEST_CASE_METHOD(epochs_fixture, "with durability power nothing can be lost", "[history]") {
    open(1, "first boot", durability::power);
    kill();
    open(2, "second boot", durability::power);
    CHECK(store->epoch() == epoch{1});
    SECTION("unless the start before had less") {
        open(3, "second boot", durability::process);
        kill();
        open(4, "third boot", durability::power);
        CHECK(store->epoch() == epoch{4});
        kill();
        open(5, "fourth boot", durability::power);
        CHECK(store->epoch() == epoch{4});
    }
    SECTION("also where what was written with less has been synced since") {
        open(3, "second boot", durability::process);
        kill();
        open(4, "second boot", durability::power);
        kill();
        open(5, "third boot", durability::power);
        CHECK(store->epoch() == epoch{1});
    }
}

TEST_CASE_METHOD(epochs_fixture, "the last sixteen epochs are remembered", "[history]") {
    for (std::uint64_t boot = 1; boot <= 20; ++boot) {
        open(boot, "boot " + std::to_string(boot));
        reach(boot * 10);
        kill();
    }
    open(100, "another");
    const auto former = store->former_epochs();
    REQUIRE(former.size() == 16);
    for (std::uint64_t i = 0; i < 16; ++i)
        CHECK(former[i] == former_epoch{epoch{5 + i}, offset{(5 + i) * 10}});
}

TEST_CASE_METHOD(epochs_fixture, "what is noted is gone once everything is on the disk",
                 "[history]") {
    open(1, "first boot");
    CHECK(mark() == "first boot");
    store.reset();
    CHECK(mark().empty());
    open(1, "first boot", durability::power);
    CHECK(mark().empty());
}

TEST_CASE_METHOD(epochs_fixture, "a database from before this was noted opens as it was",
                 "[history]") {
    open(1, "first boot");
    store.reset();
    {
        sqlite_database older{file, sqlite_database::access::read_write};
        older.execute("DROP TABLE former_epoch");
        older.execute("PRAGMA user_version = 1");
    }
    open(2, "second boot");
    CHECK(store->epoch() == epoch{1});
    CHECK_FALSE(store->may_lack_its_end());
    kill();
    open(3, "third boot");
    CHECK(store->epoch() == epoch{3});
}

TEST_CASE_METHOD(epochs_fixture,
                 "a boot is known by its name, and one without isn't taken for another",
                 "[history]") {
    std::ofstream{folder / "boot_id"} << "0b5a4d0e\n";
    CHECK(this_boot(folder / "boot_id") == "0b5a4d0e");
    CHECK(this_boot(folder / "none") != this_boot(folder / "none"));
    std::ofstream{folder / "empty"} << "";
    CHECK_FALSE(this_boot(folder / "empty").empty());
}
