#pragma once

#include <algorithm>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace crier::bench {

/// What a scenario found, as one JSON object of numbers and texts.
class report {
public:
    void add(std::string_view name, double value) {
        std::ostringstream text;
        text.precision(12);
        text << value;
        put(name, text.str());
    }
    void add(std::string_view name, std::uint64_t value) { put(name, std::to_string(value)); }
    void add(std::string_view name, const std::string& text) {
        std::string quoted = "\"";
        for (const char byte : text) {
            const bool plain = byte >= ' ' && byte != '"' && byte != '\\' && byte != '\x7F';
            quoted.push_back(plain ? byte : ' ');
        }
        put(name, quoted + "\"");
    }

    [[nodiscard]] std::string json() const { return "{" + members_ + "}"; }

private:
    void put(std::string_view name, const std::string& value) {
        members_ += (members_.empty() ? "\"" : ",\"") + std::string{name} + "\":" + value;
    }

    std::string members_;
};

/// Reorders `values`.
inline std::uint32_t percentile(std::vector<std::uint32_t>& values, double share) {
    if (values.empty())
        return 0;
    const auto place = std::min(
        values.size() - 1, static_cast<std::size_t>(share * static_cast<double>(values.size())));
    const auto at = values.begin() + static_cast<std::ptrdiff_t>(place);
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

} // namespace crier::bench
