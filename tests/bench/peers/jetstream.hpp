#pragma once

// nats-server's JetStream: a stream in files. Each message asks for an answer on a subject that
// ends with its number; the answer is its acknowledgement.

#include "bench/peers/store.hpp"

#include <charconv>
#include <stdexcept>

namespace crier::bench {

class jetstream_session final : public store_session {
public:
    explicit jetstream_session(std::size_t publisher)
        : inbox_{"_INBOX." + std::to_string(publisher) + "."},
          publish_{"PUB bench.stored." + std::to_string(publisher) + " " + inbox_} {}

    /// Every publisher creates the stream: what is there already is left as it is.
    [[nodiscard]] std::string greeting() const override {
        constexpr std::string_view stream =
            R"({"name":"bench","subjects":["bench.stored.>"],"storage":"file",)"
            R"("retention":"limits","num_replicas":1})";
        std::string out = "CONNECT {\"verbose\":false,\"pedantic\":false,\"lang\":\"bench\","
                          "\"protocol\":1}\r\nSUB " +
                          inbox_ + "* 1\r\nPUB $JS.API.STREAM.CREATE.bench " + inbox_ + "0 ";
        return out.append(std::to_string(stream.size())).append("\r\n").append(stream) + "\r\n";
    }

    void append_message(std::string& out, std::uint64_t seq,
                        std::string_view payload) const override {
        out.append(publish_);
        append_number(out, seq);
        out.push_back(' ');
        append_number(out, payload.size());
        out.append("\r\n").append(payload).append("\r\n");
    }

    [[nodiscard]] std::optional<acknowledgement> take(std::string_view& bytes,
                                                      std::string& answer) const override {
        for (std::size_t end = 0; (end = bytes.find("\r\n")) != bytes.npos;) {
            const std::string_view line = bytes.substr(0, end);
            if (line.starts_with("MSG "))
                return take_message(bytes, end);
            if (line == "PING")
                answer += "PONG\r\n";
            if (line.starts_with("-ERR"))
                throw std::runtime_error{"nats-server says " + std::string{line}};
            bytes.remove_prefix(end + 2);
        }
        return {};
    }

private:
    static void append_number(std::string& out, std::uint64_t number) {
        char digits[20];
        const auto written = std::to_chars(digits, digits + sizeof digits, number);
        out.append(digits, written.ptr);
    }

    /// The number that `text` begins with; 0 where it begins with none.
    static std::uint64_t read_number(std::string_view text) {
        std::uint64_t out = 0;
        std::from_chars(text.data(), text.data() + text.size(), out);
        return out;
    }

    static std::uint64_t number_behind(std::string_view text, std::string_view name) {
        const std::size_t at = text.find(name);
        return at == text.npos ? 0 : read_number(text.substr(at + name.size()));
    }

    /// `end` is that of the line "MSG INBOX.SEQ SID BYTES" at the front.
    std::optional<acknowledgement> take_message(std::string_view& bytes, std::size_t end) const {
        const std::string_view line = bytes.substr(0, end);
        const std::size_t size = read_number(line.substr(line.rfind(' ') + 1));
        if (bytes.size() < end + 2 + size + 2)
            return {};
        const std::string_view said = bytes.substr(end + 2, size);
        bytes.remove_prefix(end + 2 + size + 2);
        if (said.find("\"error\":") != said.npos)
            throw std::runtime_error{"JetStream says " + std::string{said}};
        const std::uint64_t seq = number_behind(line, inbox_);
        return acknowledgement{seq, number_behind(said, seq == 0 ? "\"last_seq\":" : "\"seq\":")};
    }

    std::string inbox_;
    std::string publish_; ///< a message up to its number
};

} // namespace crier::bench
