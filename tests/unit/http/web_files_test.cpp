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
        std::ofstream{base / "secret"} << "secret";
        fs::create_symlink(base / "secret", base / "root" / "link");
    }
    ~folder_fixture() { fs::remove_all(base); }
};

} // namespace

TEST_CASE("the dashboard is in the binary", "[http]") {
    const web_files files{{}};
    const auto page = files.find("/");
    REQUIRE(page);
    CHECK(page->content_type == "text/html; charset=utf-8");
    CHECK(page->body.find("<!doctype html>") != std::string::npos);
    CHECK(page->etag == files.find("/index.html")->etag);
    CHECK_FALSE(files.find("/nothing"));
    CHECK_FALSE(files.find("/../index.html"));
}

TEST_CASE_METHOD(folder_fixture, "a folder is served by its files", "[http]") {
    const web_files files{base / "root"};
    CHECK(files.find("/")->body == "<p>hi");
    CHECK(files.find("/sub/x.js")->content_type == "text/javascript; charset=utf-8");
    CHECK(files.find("/")->etag != files.find("/sub/x.js")->etag);
    CHECK_FALSE(files.find("/sub"));
    CHECK_FALSE(files.find("/nothing"));
}

TEST_CASE_METHOD(folder_fixture, "nothing outside the folder is served", "[http]") {
    const web_files files{base / "root"};
    for (const char* path : {"/../secret", "/sub/../../secret", "//../secret", "/link", "secret"}) {
        INFO(path);
        CHECK_FALSE(files.find(path));
    }
    CHECK_FALSE(files.find("/" + (base / "secret").string()));
    CHECK_FALSE(files.find(std::string_view{"/index.html\0x", 13}));
}
