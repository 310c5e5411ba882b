#include <crier/message.hpp>

#include <algorithm>
#include <cstddef>
#include <type_traits>

namespace crier {
namespace {

constexpr std::string_view message::*names[] = {&message::topic, &message::source,
                                                &message::session};

bool is_same(std::string_view one, std::string_view other) noexcept {
    return one.size() == other.size() && (one.data() == other.data() || one == other);
}

std::size_t text_bytes(std::span<const message> seen) noexcept {
    std::size_t out = 0;
    for (std::size_t i = 0; i < seen.size(); ++i) {
        for (const auto name : names) {
            if (i == 0 || !is_same(seen[i].*name, seen[i - 1].*name))
                out += (seen[i].*name).size();
        }
        out += seen[i].payload.size();
    }
    return out;
}

} // namespace

std::shared_ptr<message[]> keep(std::span<const message> seen) {
    // Nothing is destroyed but the memory.
    static_assert(std::is_trivially_destructible_v<message>);
    static_assert(alignof(message) <= alignof(std::max_align_t));
    const std::size_t bytes = seen.size_bytes() + text_bytes(seen);
    const auto memory = std::make_shared_for_overwrite<std::max_align_t[]>(
        (bytes + sizeof(std::max_align_t) - 1) / sizeof(std::max_align_t));
    auto* const kept = reinterpret_cast<message*>(memory.get());
    std::uninitialized_copy(seen.begin(), seen.end(), kept);
    char* end = reinterpret_cast<char*>(kept + seen.size());
    const auto copy = [&end](std::string_view& text) {
        char* const begin = end;
        end = std::copy(text.begin(), text.end(), begin);
        text = {begin, text.size()};
    };
    for (std::size_t i = 0; i < seen.size(); ++i) {
        for (const auto name : names) {
            if (i > 0 && is_same(kept[i].*name, kept[i - 1].*name))
                kept[i].*name = kept[i - 1].*name;
            else
                copy(kept[i].*name);
        }
        copy(kept[i].payload);
    }
    return {memory, kept};
}

std::shared_ptr<message> keep(const message& seen) {
    const auto kept = keep(std::span{&seen, 1});
    return {kept, kept.get()};
}

} // namespace crier
