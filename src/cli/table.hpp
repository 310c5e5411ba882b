#pragma once

// Rows of texts, aligned.

#include "cli/style.hpp"

#include <string>
#include <vector>

namespace crier {

/// Columns are as wide as their widest text; the last one has no blanks behind it.
class table {
public:
    struct column {
        std::string head;
        bool is_number = false; ///< stands to the right
    };

    explicit table(std::vector<column> columns);

    /// As many texts as there are columns; they are made harmless for a terminal.
    void add(const std::vector<std::string>& row);

    /// Lines, the head first, each with its end.
    [[nodiscard]] std::string text(const style& with) const;

private:
    std::vector<column> columns_;
    std::vector<std::vector<std::string>> rows_;
    std::vector<std::size_t> widths_;
};

} // namespace crier
