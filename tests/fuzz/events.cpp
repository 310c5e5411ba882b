// What the hub tells browsers. Input: any bytes, as every text that an event may hold.

#include "fuzz/property.hpp"

#include "protocol/check_publish.hpp"
#include "protocol/event.hpp"
#include "protocol/json_text.hpp"
#include "protocol/server_sent.hpp"
#include "protocol/utf8.hpp"

#include <boost/json/parse.hpp>

namespace crier::fuzz {
namespace {

void check_string(std::string_view text) {
    std::string written;
    append_json_string(written, text);
    boost::system::error_code ec;
    const auto read = boost::json::parse(written, ec);
    require(!ec && read.is_string(), "any bytes give a JSON string");
    const auto& back = read.get_string();
    if (is_utf8(text))
        require(std::string_view{back.data(), back.size()} == text, "a text comes back");
    else
        require(back.find("\xEF\xBF\xBD") != boost::json::string::npos, "what was no text shows");
}

/// What a browser's EventSource makes of it: the lines of `data`, joined.
std::string received(std::string_view event) {
    std::string out;
    bool first = true;
    while (!event.empty()) {
        const std::string_view line = take_until(event, '\n');
        if (!line.starts_with("data: "))
            continue;
        if (!std::exchange(first, false))
            out.push_back('\n');
        out += line.substr(6);
    }
    return out;
}

void check_server_sent(std::string_view data) {
    std::string event;
    append_server_sent(event, "message", "7", data);
    require(event.starts_with("id: 7\nevent: message\ndata: "), "an event has its id and type");
    require(event.find('\r') == std::string::npos, "line breaks are of one kind");
    require(event.find("\n\n") == event.size() - 2, "an event ends where it ends");
    std::string expected;
    for (std::size_t i = 0; i < data.size(); ++i) {
        if (data[i] == '\r' && data.substr(i + 1, 1) == "\n")
            continue;
        expected.push_back(data[i] == '\r' ? '\n' : data[i]);
    }
    require(received(event) == expected, "the data comes back, line by line");
}

void check_event(const std::string& event) {
    require(is_json(event), "an event is JSON");
    check_server_sent(event);
}

void check_message(message& told, std::string_view input) {
    told.offset.value = input.size();
    told.topic = told.source = input;
    told.payload = input;
    std::string event;
    for (const auto format : {payload_format::text, payload_format::json, payload_format::binary}) {
        if (format == payload_format::json && check_publish("a", format, input, input.size()))
            continue;
        told.format = format;
        event.clear();
        append_message_event(event, told);
        check_event(event);
    }
}

} // namespace

void check_events(std::string_view input) {
    check_string(input);
    check_server_sent(input);
    message told;
    check_message(told, input);
    std::uint64_t number = 0;
    for (std::string_view rest = input.substr(0, 7); !rest.empty();)
        number = number << 8U | take_byte(rest);
    // A message's times lie before the year 9999 (parse_publish, and the hub's own clock).
    told.time = timestamp{std::chrono::microseconds{number % 253'402'300'800'000'000U}};
    told.sent_at = told.time;
    told.delta = std::chrono::microseconds{number};
    check_message(told, input);
    const std::string text{input};
    check_event(welcome_event({text, text, epoch{number}, offset{number}, {}, {}}));
    check_event(subscribed_event({text, text}));
    check_event(error_event({errc::internal, text}, "7"));
    check_event(gap_event(offset{number}, offset{number}, gap_reason::expired));
    check_event(error_body(text, text).substr(0, error_body(text, text).size() - 1));
}

} // namespace crier::fuzz
