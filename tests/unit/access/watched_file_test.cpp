#include "access/watched_file.hpp"

#include "support/catch.hpp"
#include "unit/access/temporary_folder.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>

namespace crier {
namespace {

namespace fs = std::filesystem;

/// Sets when a file was written to, so that no test has to wait for a clock.
void set_modified(const fs::path& path, long nanoseconds) {
    const std::array<::timespec, 2> times{{{0, UTIME_OMIT}, {1'700'000'000, nanoseconds}}};
    REQUIRE(::utimensat(AT_FDCWD, path.c_str(), times.data(), 0) == 0);
}

TEST_CASE("a file has changed at first sight, and then only when it has", "[access]") {
    const temporary_folder folder;
    const fs::path path = folder.write("keys", "one");
    watched_file file{path};
    CHECK(file.changed());
    CHECK_FALSE(file.changed());

    folder.write("keys", "two"); // another file of the same size
    CHECK(file.changed());
    CHECK_FALSE(file.changed());
    CHECK(file.read().value() == "two");

    std::ofstream{path, std::ios::app} << "!"; // longer
    CHECK(file.changed());
    CHECK_FALSE(file.changed());

    set_modified(path, 1);
    CHECK(file.changed());
    set_modified(path, 2); // a nanosecond later
    CHECK(file.changed());
    CHECK_FALSE(file.changed());
}

TEST_CASE("a file that goes or comes has changed", "[access]") {
    const temporary_folder folder;
    watched_file file{folder.path() / "keys"};
    CHECK(file.changed());
    CHECK_FALSE(file.changed());
    CHECK_THAT(file.read().error().message, containing("keys can't be read: No such file"));
    folder.write("keys", "");
    CHECK(file.changed());
    CHECK(file.read().value().empty());
    fs::remove(folder.path() / "keys");
    CHECK(file.changed());
    CHECK_FALSE(file.changed());
}

TEST_CASE("a link turned to another folder is a change, as in a Kubernetes Secret", "[access]") {
    const temporary_folder folder;
    const fs::path& root = folder.path();
    for (const char* version : {"..2026_01", "..2026_02"}) {
        fs::create_directory(root / version);
        std::ofstream{root / version / "tls.crt"} << version;
        set_modified(root / version / "tls.crt", 0); // neither time nor size tells them apart
    }
    fs::create_directory_symlink("..2026_01", root / "..data");
    fs::create_symlink("..data/tls.crt", root / "tls.crt");

    watched_file file{root / "tls.crt"};
    CHECK(file.changed());
    CHECK_FALSE(file.changed());
    CHECK(file.read().value() == "..2026_01");

    fs::create_directory_symlink("..2026_02", root / "..data_tmp");
    fs::rename(root / "..data_tmp", root / "..data");
    CHECK(file.changed());
    CHECK_FALSE(file.changed());
    CHECK(file.read().value() == "..2026_02");
}

TEST_CASE("a file that is too long, or none, says so", "[access]") {
    const temporary_folder folder;
    const watched_file file{folder.write("keys", "12345")};
    CHECK(file.read(5).value() == "12345");
    CHECK_THAT(file.read(4).error().message, containing("keys can't be read: it is over 4 bytes"));
    CHECK_THAT(watched_file{folder.path()}.read().error().message, containing("Is a directory"));
    REQUIRE(::mkfifo((folder.path() / "pipe").c_str(), 0600) == 0);
    CHECK(watched_file{folder.path() / "pipe"}.read().value().empty()); // and doesn't wait
}

} // namespace
} // namespace crier
