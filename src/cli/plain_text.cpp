#include "cli/plain_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace crier {
namespace {

/// The C1 control characters, U+0080 to U+009F, which some terminals obey, are 0xC2 and one of
/// these bytes in UTF-8.
bool is_second_control(char first, char second) {
    const auto byte = static_cast<unsigned char>(second);
    return first == '\xC2' && byte >= 0x80 && byte <= 0x9F;
}

} // namespace

std::string plain_text(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        if (text[i] == '\n') {
            out += "\\n";
        } else if (text[i] == '\t') {
            out += "\\t";
        } else if (byte < 0x20 || byte == 0x7F) {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
        } else if (i + 1 < text.size() && is_second_control(text[i], text[i + 1])) {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}",
                           static_cast<unsigned char>(text[++i]));
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

std::size_t columns_of(std::string_view text) noexcept {
    std::size_t columns = 0;
    for (const char c : text) {
        if ((static_cast<unsigned char>(c) & 0xC0U) != 0x80U) // begins a character
            ++columns;
    }
    return columns;
}

std::string wrapped_text(std::string_view text, std::size_t columns) {
    std::string out;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        const std::size_t blanks = line.find("  ");
        const std::string indent(blanks == 1 ? 3 : 0, ' ');
        while (columns_of(line) > columns) {
            std::size_t cut = line.rfind(' ', columns);
            if (cut == std::string_view::npos || cut < indent.size())
                cut = std::min(line.find(' ', columns), line.size());
            out.append(line.substr(0, cut)).append("\n").append(indent);
            line.remove_prefix(std::min(cut + 1, line.size()));
            columns = std::max(columns, indent.size() + 1);
        }
        out.append(line);
        if (!text.empty())
            out.push_back('\n');
    }
    return out;
}

std::string bytes_words(double bytes) {
    for (const char* unit : {"B", "KiB", "MiB", "GiB"}) {
        if (bytes < 1024)
            return unit[0] == 'B' ? fmt::format("{:.0f} B", bytes)
                                  : fmt::format("{:.1f} {}", bytes, unit);
        bytes /= 1024;
    }
    return fmt::format("{:.1f} TiB", bytes);
}

std::string duration_words(std::chrono::microseconds duration) {
    const auto micro = duration.count();
    const auto seconds = micro / 1'000'000;
    if (micro < 1000)
        return fmt::format("{} µs", micro);
    if (micro < 1'000'000)
        return fmt::format("{:.3g} ms", static_cast<double>(micro) / 1000);
    if (seconds < 60)
        return fmt::format("{:.2f} s", static_cast<double>(micro) / 1e6);
    if (seconds < 3600)
        return fmt::format("{} min {} s", seconds / 60, seconds % 60);
    if (seconds < 86'400)
        return fmt::format("{} h {} min", seconds / 3600, seconds / 60 % 60);
    return fmt::format("{} d {} h", seconds / 86'400, seconds / 3600 % 24);
}

std::string count_words(std::uint64_t count, std::string_view noun) {
    return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

std::string rate_words(double per_second) {
    return per_second < 100 ? fmt::format("{:.1f}/s", per_second)
                            : fmt::format("{:.0f}/s", per_second);
}

} // namespace crier
