#pragma once

// nats-server: NATS's lines, inside WebSocket's binary messages for subscribers, and over TCP for
// publishers.

#include "bench/peers/peer.hpp"

#include <charconv>
#include <utility>

namespace crier::bench {

class nats_peer final : public peer {
public:
    /// `before`: what publishers put before a subject, where it is a stream that feeds subscribers.
    explicit nats_peer(std::string before = {}) : before_{std::move(before)} {}

    [[nodiscard]] std::string upgrade(const std::vector<std::string>& /*filters*/,
                                      bool /*from_start*/) const override {
        return upgrade_request("/");
    }

    [[nodiscard]] std::string subscribe(const std::vector<std::string>& filters) const override {
        std::string lines{connect};
        for (std::size_t i = 0; i < filters.size(); ++i)
            lines += "SUB " + subject(filters[i]) + " " + std::to_string(i + 1) + "\r\n";
        std::string out;
        append_ws_frame(out, opcode::binary, lines + "PING\r\n");
        return out;
    }

    void take(char* bytes, std::size_t size, inbox& kept, arrivals& into) const override {
        unwrapping unwrapped{bytes, size, kept, into.answer};
        std::string_view rest = unwrapped.stream();
        while (take_line(rest, into)) {
        }
        unwrapped.keep(rest);
    }

    [[nodiscard]] std::string publisher_greeting() const override { return std::string{connect}; }

    std::size_t append_message(std::string& out, std::string_view topic,
                               std::string_view payload) const override {
        out += "PUB " + before_ + subject(topic) + " " + std::to_string(payload.size()) + "\r\n";
        const std::size_t at = out.size();
        out.append(payload).append("\r\n");
        return at;
    }

    [[nodiscard]] std::string heed(std::string& bytes) const override {
        std::string answer;
        for (std::size_t end = 0; (end = bytes.find("\r\n")) != std::string::npos;) {
            if (bytes.starts_with("PING"))
                answer += "PONG\r\n";
            if (bytes.starts_with("-ERR"))
                throw std::runtime_error{"nats-server says " + bytes.substr(0, end)};
            bytes.erase(0, end + 2);
        }
        return answer;
    }

private:
    static constexpr std::string_view connect =
        "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"bench\",\"protocol\":1}\r\n";

    static std::string subject(std::string_view topic) {
        std::string out{topic};
        for (char& byte : out)
            byte = byte == '/' ? '.' : byte == '+' ? '*' : byte == '#' ? '>' : byte;
        return out;
    }

    static bool take_line(std::string_view& rest, arrivals& into) {
        const std::size_t end = rest.find('\r');
        if (end == rest.npos || rest.size() < end + 2)
            return false;
        const std::string_view line = rest.substr(0, end);
        if (!line.starts_with("MSG ")) {
            rest.remove_prefix(end + 2);
            heed_line(line, into);
            return true;
        }
        std::size_t bytes = 0; // the line's last word
        std::size_t begin = end;
        while (line[begin - 1] != ' ')
            --begin;
        std::from_chars(line.data() + begin, line.data() + end, bytes);
        if (rest.size() < end + 2 + bytes + 2)
            return false;
        into.deliver(rest.substr(end + 2, bytes));
        rest.remove_prefix(end + 2 + bytes + 2);
        return true;
    }

    static void heed_line(std::string_view line, arrivals& into) {
        into.welcomed |= line == "PONG";
        if (line == "PING")
            append_ws_frame(into.answer, opcode::binary, "PONG\r\n");
        if (line.starts_with("-ERR"))
            throw std::runtime_error{"nats-server says " + std::string{line}};
    }

    std::string before_;
};

} // namespace crier::bench
