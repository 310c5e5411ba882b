#pragma once

// Crier: WebSocket messages that are payloads (raw) or events (json); frames over TCP, without
// acknowledgements, which the peers don't give either.

#include "bench/peers/peer.hpp"

#include <crier/frame.hpp>

namespace crier::bench {

class crier_peer final : public peer {
public:
    explicit crier_peer(bool json) : json_{json} {}

    /// Filters are subscribed to afterwards: a hundred thousand don't fit in a URL.
    [[nodiscard]] std::string upgrade(const std::vector<std::string>& filters,
                                      bool from_start) const override {
        std::string topics = "none";
        if (filters.size() == 1) {
            topics.clear();
            for (const char byte : filters.front())
                byte == '#' ? topics.append("%23") : topics.append(1, byte);
        }
        return upgrade_request("/ws?topics=" + topics + "&format=" + (json_ ? "json" : "raw") +
                               (from_start ? "&since=0" : ""));
    }

    [[nodiscard]] std::string subscribe(const std::vector<std::string>& filters) const override {
        std::string out;
        if (json_ && filters.size() == 1)
            return out; // "live" says it
        if (filters.size() > 1) {
            std::string list;
            for (const std::string& filter : filters)
                list += (list.empty() ? "\"" : ",\"") + filter + "\"";
            append_ws_frame(out, opcode::text, R"({"type":"subscribe","topics":[)" + list + "]}");
        }
        append_ws_frame(out, opcode::text, R"({"type":"ping"})");
        return out;
    }

    void take(char* bytes, std::size_t size, inbox& kept, arrivals& into) const override {
        std::string_view rest{bytes, size};
        while (const auto header = read_ws_header(rest)) {
            const std::size_t whole = header->header_bytes + header->content_bytes;
            if (rest.size() < whole)
                break;
            const auto content = rest.substr(header->header_bytes, header->content_bytes);
            if (header->is_control())
                heed_control(header->type, content, into.answer);
            else
                take_message(content, into);
            rest.remove_prefix(whole);
        }
        kept.partial.assign(rest);
    }

    [[nodiscard]] std::string publisher_greeting() const override { return {}; }

    std::size_t append_message(std::string& out, std::string_view topic,
                               std::string_view payload) const override {
        publish_frame frame;
        frame.topic = topic;
        frame.payload = payload;
        append_publish(out, frame);
        return out.size() - payload.size();
    }

    [[nodiscard]] std::string heed(std::string& bytes) const override {
        throw std::runtime_error{"the hub isn't content with a publisher: " + bytes};
    }

private:
    void take_message(std::string_view content, arrivals& into) const {
        if (content.starts_with("{\"type\":")) {
            const std::string_view rest = content.substr(8);
            into.welcomed |= rest.starts_with(into.asked ? "\"pong\"" : "\"live\"");
            if (rest.starts_with("\"error\""))
                throw std::runtime_error{"the hub says " + std::string{content}};
            if (!rest.starts_with("\"message\""))
                return; // welcome, live, subscribed, heartbeat, or a gap, which numbers show too
            // "data" is a message event's last member, and begins with the payload's number.
            constexpr std::string_view before = ",\"data\":\"";
            const std::size_t data = content.find(before, 8);
            content = content.substr(data == content.npos ? content.size() : data + before.size());
        }
        into.deliver(content);
    }

    bool json_;
};

} // namespace crier::bench
