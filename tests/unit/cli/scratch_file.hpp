#pragma once

// A file that goes when the test does.

#include "support/catch.hpp"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>

namespace crier {

class scratch_file {
public:
    /// There is none yet, but for a folder for it.
    scratch_file() { REQUIRE(::mkdtemp(folder_.data()) != nullptr); }
    explicit scratch_file(const std::string& content) : scratch_file{} {
        std::ofstream{path(), std::ios::binary} << content;
    }
    ~scratch_file() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    scratch_file(const scratch_file&) = delete;
    scratch_file& operator=(const scratch_file&) = delete;

    [[nodiscard]] std::string path() const { return folder_ + "/file"; }

private:
    std::string folder_ = std::filesystem::temp_directory_path() / "crier-cli-XXXXXX";
};

} // namespace crier
