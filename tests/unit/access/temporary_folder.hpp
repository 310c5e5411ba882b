#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace crier {

/// A folder that is removed, with all in it, at the end.
class temporary_folder {
public:
    temporary_folder() {
        std::string name = (std::filesystem::temp_directory_path() / "crier-XXXXXX").string();
        if (::mkdtemp(name.data()) == nullptr)
            throw std::runtime_error{"no temporary folder can be made"};
        path_ = name;
    }
    ~temporary_folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    temporary_folder(const temporary_folder&) = delete;
    temporary_folder& operator=(const temporary_folder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return path_; }

    /// Puts a new file in the place of that name, as an editor or a deployment does.
    std::filesystem::path write(const std::string& name, std::string_view text) const {
        auto out = path_ / name;
        std::ofstream{path_ / "new", std::ios::binary} << text;
        std::filesystem::rename(path_ / "new", out);
        return out;
    }

private:
    std::filesystem::path path_;
};

} // namespace crier
