#include "history/stream_state.hpp"

#include "protocol/big_endian.hpp"

#include <chrono>

namespace crier {
namespace {

constexpr std::string_view magic = "crier-state-1\n";

void append_number(std::string& out, std::uint64_t number) {
    append_big_endian(out, number);
}

void append_text(std::string& out, std::string_view text) {
    append_number(out, text.size());
    out.append(text);
}

void append_time(std::string& out, timestamp time) {
    append_number(out, static_cast<std::uint64_t>(time.time_since_epoch().count()));
}

/// Reads what is written by the above; once it fails, all further reading does.
class state_reader {
public:
    explicit state_reader(std::string_view text) : rest_{text} {}

    [[nodiscard]] std::uint64_t number() {
        const auto out = take_big_endian<std::uint64_t>(rest_);
        failed_ = failed_ || !out;
        return out.value_or(0);
    }
    [[nodiscard]] std::string text() {
        const std::uint64_t size = number();
        if (size > rest_.size()) {
            failed_ = true;
            return {};
        }
        std::string out{rest_.substr(0, size)};
        rest_.remove_prefix(size);
        return out;
    }
    [[nodiscard]] timestamp time() {
        return timestamp{std::chrono::microseconds{static_cast<std::int64_t>(number())}};
    }
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    [[nodiscard]] bool at_end() const noexcept { return !failed_ && rest_.empty(); }

private:
    std::string_view rest_;
    bool failed_ = false;
};

} // namespace

std::string write_stream_state(const stream_state& state) {
    std::string out{magic};
    append_number(out, state.epoch.value);
    append_number(out, state.after.value);
    append_number(out, state.topics.size());
    for (const auto& [topic, known] : state.topics) {
        append_text(out, topic);
        append_number(out, known.last.value);
        append_time(out, known.last_time);
        append_number(out, known.count);
    }
    append_number(out, state.sessions.size());
    for (const auto& [who, known] : state.sessions) {
        append_text(out, who.source);
        append_text(out, who.session);
        append_number(out, known.last_seq);
        append_number(out, known.stored_seq);
        append_number(out, known.stored_offset.value);
        append_time(out, known.used_at);
    }
    return out;
}

std::optional<stream_state> read_stream_state(std::string_view text) {
    if (!text.starts_with(magic))
        return std::nullopt;
    state_reader from{text.substr(magic.size())};
    stream_state out;
    out.epoch = epoch{from.number()};
    out.after = offset{from.number()};
    for (std::uint64_t left = from.number(); left > 0 && !from.failed(); --left) {
        auto& [topic, known] = out.topics.emplace_back();
        topic = from.text();
        known.last = offset{from.number()};
        known.last_time = from.time();
        known.count = from.number();
    }
    for (std::uint64_t left = from.number(); left > 0 && !from.failed(); --left) {
        auto& [who, known] = out.sessions.emplace_back();
        who.source = from.text();
        who.session = from.text();
        known.last_seq = from.number();
        known.stored_seq = from.number();
        known.stored_offset = offset{from.number()};
        known.used_at = from.time();
    }
    if (!from.at_end())
        return std::nullopt;
    return out;
}

} // namespace crier
