#pragma once

// What a program's options come from, and where it complains, for as long as a test needs it.

#include "support/catch.hpp"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

namespace crier {

/// Sets an environment variable for as long as it lives.
class environment {
public:
    environment(const char* name, const char* value) : name_{name} { ::setenv(name, value, 1); }
    ~environment() { ::unsetenv(name_); }
    environment(const environment&) = delete;
    environment& operator=(const environment&) = delete;

private:
    const char* name_;
};

/// Holds what is written to one of the standard streams while it lives.
class captured {
public:
    explicit captured(std::ostream& stream)
        : stream_{stream}, before_{stream.rdbuf(text_.rdbuf())} {}
    ~captured() { stream_.rdbuf(before_); }
    captured(const captured&) = delete;
    captured& operator=(const captured&) = delete;

    [[nodiscard]] std::string text() const { return text_.str(); }

private:
    std::ostream& stream_;
    std::ostringstream text_;
    std::streambuf* before_;
};

/// A file that goes when the test does.
class config_file {
public:
    explicit config_file(const std::string& text) {
        const int descriptor = ::mkstemp(path_.data());
        REQUIRE(descriptor >= 0);
        ::close(descriptor);
        std::ofstream{path_} << text;
    }
    ~config_file() { std::remove(path_.c_str()); }
    config_file(const config_file&) = delete;
    config_file& operator=(const config_file&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_ = std::filesystem::temp_directory_path() / "crier-options-XXXXXX";
};

} // namespace crier
