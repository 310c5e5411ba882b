#include "cli/bench_payload.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace crier {

std::string bench_text(const bench_payload& payload, std::size_t bytes) {
    std::string out = fmt::format("{} {} {} ", payload.publisher, payload.number,
                                  payload.said.time_since_epoch().count());
    out.resize(std::max(bytes, bench_payload_bytes_min), 'x');
    return out;
}

std::optional<bench_payload> parse_bench_text(std::string_view text) {
    bench_payload out;
    std::int64_t said = 0;
    const auto take = [&text](auto& number) {
        const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
        if (read.ec != std::errc{} || read.ptr == text.data() + text.size() || *read.ptr != ' ')
            return false;
        text.remove_prefix(static_cast<std::size_t>(read.ptr - text.data()) + 1);
        return true;
    };
    if (!take(out.publisher) || !take(out.number) || !take(said))
        return std::nullopt;
    out.said = timestamp{std::chrono::microseconds{said}};
    return out;
}

} // namespace crier
