#include "http/web_files.hpp"

#include "support/catch.hpp"

#include <cstdlib>
#include <fstream>

using namespace crier;

namespace {

namespace fs = std::filesystem;

/// A folder with a page in it and a secret beside it; gone at the end.
struct folder_fixture {
    fs::path base;

    folder_fixture() {
        std::string pattern = (fs::temp_directory_path() / "crier-web-XXXXXX").string();
        base = ::mkdtemp(pattern.data());
        fs::create_directories(base / "root" / "sub");
        std::ofstream{base / "root" / "index.html"} << "<p>hi";
        std::ofstream{base / "root" / "sub" / "x.js"} << "1";
        std::ofstream{base / "root" / "app-5XQ2ABCD.js"} << "long";
        std::ofstream{base / "root" / "app-5XQ2ABCD.js.gz"} << "short";
        std::ofstream{base / "secret"} << "secret";
        fs::create_symlink(base / "secret", base / "root" / "link");
    }
    ~folder_fixture() { fs::remove_all(base); }
};

} // namespace

TEST_CASE("the dashboard is in the binary", "[http]") {
    const web_files files{{}};
    const auto page = files.find("/", false);
    REQUIRE(page);
    CHECK(page->content_type == "text/html; charset=utf-8");
    CHECK(page->body.find("<!doctype html>") != std::string::npos);
    CHECK(page->etag == files.find("/index.html", false)->etag);
    CHECK_FALSE(files.find("/nothing", false));
    CHECK_FALSE(files.find("/../index.html", false));
}

TEST_CASE_METHOD(folder_fixture, "a folder is served by its files", "[http]") {
    const web_files files{base / "root"};
    CHECK(files.find("/", false)->body == "<p>hi");
    CHECK(files.find("/sub/x.js", false)->content_type == "text/javascript; charset=utf-8");
    CHECK(files.find("/", false)->etag != files.find("/sub/x.js", false)->etag);
    CHECK_FALSE(files.find("/sub", false));
    CHECK_FALSE(files.find("/nothing", false));
}

TEST_CASE_METHOD(folder_fixture, "a file that was compressed is served so to who takes it",
                 "[http]") {
    const web_files files{base / "root"};
    const auto plain = files.find("/app-5XQ2ABCD.js", false).value();
    const auto compressed = files.find("/app-5XQ2ABCD.js", true).value();
    CHECK(plain.body == "long");
    CHECK(compressed.body == "short");
    CHECK(compressed.compressed);
    CHECK(plain.compressible);
    CHECK_FALSE(plain.compressed);
    CHECK(plain.etag != compressed.etag);
    CHECK(plain.content_type == compressed.content_type);
    CHECK_FALSE(files.find("/app-5XQ2ABCD.js.gz", true));
    CHECK_FALSE(files.find("/", true)->compressed);
    CHECK(plain.has_hash);
    CHECK_FALSE(files.find("/sub/x.js", true)->has_hash);
}

TEST_CASE("who takes gzip is known by its header", "[http]") {
    for (const char* takes :
         {"gzip", "deflate, gzip;q=1.0, *;q=0.5", "br,gzip", "*", "gzip;q=0.001"}) {
        INFO(takes);
        CHECK(accepts_gzip(takes));
    }
    for (const char* refuses : {"", "br", "gzip;q=0", "identity, gzip; q=0.0", "gzipped"}) {
        INFO(refuses);
        CHECK_FALSE(accepts_gzip(refuses));
    }
}

TEST_CASE_METHOD(folder_fixture, "nothing outside the folder is served", "[http]") {
    const web_files files{base / "root"};
    for (const char* path : {"/../secret", "/sub/../../secret", "//../secret", "/link", "secret"}) {
        INFO(path);
        CHECK_FALSE(files.find(path, false));
    }
    CHECK_FALSE(files.find("/" + (base / "secret").string(), false));
    CHECK_FALSE(files.find(std::string_view{"/index.html\0x", 13}, false));
}
