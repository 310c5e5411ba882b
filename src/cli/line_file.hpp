#pragma once

// A file that grows by whole lines.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// Each line goes to the system at once: what ends the program leaves at most the last one cut.
class line_file {
public:
    line_file() = default;
    ~line_file();
    line_file(const line_file&) = delete;
    line_file& operator=(const line_file&) = delete;

    /// Opens it, or makes it, for this program alone. Why that isn't possible, if it isn't.
    [[nodiscard]] std::optional<std::string> open(const std::string& file);
    /// Cuts off what is behind so many bytes, and goes on there.
    [[nodiscard]] std::optional<std::string> keep(std::uint64_t bytes);
    /// Appends a line and its end. Why that failed, if it did.
    [[nodiscard]] std::optional<std::string> append(std::string_view line);

private:
    int descriptor_ = -1;
    std::string buffer_;
};

} // namespace crier
