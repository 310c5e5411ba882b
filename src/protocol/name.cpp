#include "protocol/name.hpp"

#include <algorithm>
#include <cstddef>

namespace crier {
namespace {

constexpr std::size_t name_bytes_max = 128;

} // namespace

bool is_name(std::string_view text) noexcept {
    const auto allowed = [](char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
               c == '.' || c == '_' || c == ':' || c == '-';
    };
    return !text.empty() && text.size() <= name_bytes_max && std::ranges::all_of(text, allowed);
}

} // namespace crier
