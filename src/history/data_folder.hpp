#pragma once

#include <filesystem>

namespace crier {

/// A folder that belongs to one hub as long as this lives: offsets have one writer. Made where it
/// isn't there. Throws std::runtime_error that says what is wrong: not writable, or in use.
class data_folder {
public:
    explicit data_folder(std::filesystem::path path);
    ~data_folder();
    data_folder(const data_folder&) = delete;
    data_folder& operator=(const data_folder&) = delete;

    [[nodiscard]] std::filesystem::path database() const { return path_ / "crier.db"; }

private:
    std::filesystem::path path_;
    int lock_ = -1;
};

} // namespace crier
