#include "cli/table.hpp"

#include "cli/plain_text.hpp"

#include <algorithm>
#include <utility>

namespace crier {

table::table(std::vector<column> columns) : columns_{std::move(columns)} {
    for (const column& one : columns_)
        widths_.push_back(columns_of(one.head));
}

void table::add(const std::vector<std::string>& row) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        cells.push_back(i < row.size() ? plain_text(row[i]) : std::string{});
        widths_[i] = std::max(widths_[i], columns_of(cells[i]));
    }
    rows_.push_back(std::move(cells));
}

std::string table::text(const style& with) const {
    const auto line = [this](const auto& cell_of) {
        std::string out;
        for (std::size_t i = 0; i < columns_.size(); ++i) {
            const std::string& cell = cell_of(i);
            const std::string blanks(widths_[i] - columns_of(cell), ' ');
            out += columns_[i].is_number ? blanks + cell : cell + blanks;
            out += "  ";
        }
        out.erase(out.find_last_not_of(' ') + 1);
        return out;
    };
    std::string out =
        with.paint(tint::bold,
                   line([this](std::size_t i) -> const std::string& { return columns_[i].head; })) +
        "\n";
    for (const auto& row : rows_) {
        out += line([&row](std::size_t i) -> const std::string& { return row[i]; }) + "\n";
    }
    return out;
}

} // namespace crier
