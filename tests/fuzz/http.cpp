// What a request says. Input: its target, a line of a header (taken as every header that is read),
// and its body.

#include "fuzz/property.hpp"

#include "http/messages_request.hpp"
#include "http/publish_request.hpp"
#include "protocol/query.hpp"
#include "protocol/utf8.hpp"
#include "subscribe/compression_offer.hpp"
#include "subscribe/subscribe_request.hpp"

#include <crier/topic.hpp>

#include <numeric>

namespace crier::fuzz {
namespace {

constexpr std::size_t payload_bytes_max = 200;

void check_refusal(const refusal& why) {
    require(!why.message.empty(), "a refusal says why");
    require(is_json(error_body(name_of(why.code), why.message)), "a refusal can be told");
}

std::string percent_encoded(std::string_view text) {
    static constexpr std::string_view digits = "0123456789aBcDeF";
    std::string out;
    for (const char each : text) {
        const auto byte = static_cast<unsigned char>(each);
        out += {'%', digits[byte >> 4U], digits[byte & 0xFU]};
    }
    return out;
}

void check_decoding(std::string_view text) {
    for (const bool plus_is_space : {false, true}) {
        const auto there = percent_decode(percent_encoded(text), plus_is_space);
        require(there && *there == text, "what was encoded is decoded");
        const auto plain = percent_decode(text, plus_is_space);
        const bool same = text.find_first_of(plus_is_space ? "%+" : "%") == std::string_view::npos;
        require(!same || (plain && *plain == text), "what needs no decoding stays");
    }
    if (const auto where = parse_position(text)) {
        std::string told = std::to_string(where->offset.value);
        if (where->epoch)
            told = where->epoch->text() + ":" + told;
        const auto again = parse_position(told);
        require(again && *again == *where, "a position is read as it was told");
    }
}

/// What a URL would say to ask for the same.
std::string query_for(const std::vector<std::string>& filters, const start_point& start) {
    std::string out = "topics=";
    for (const std::string& filter : filters)
        out.append(out.back() == '=' ? "" : ",").append(percent_encoded(filter));
    if (filters.empty())
        out += "none";
    if (start.last > 0)
        out.append("&last=").append(std::to_string(start.last));
    if (start.since) {
        out += "&since=";
        if (start.since->epoch)
            out.append(start.since->epoch->text()).append(":");
        out += std::to_string(start.since->offset.value);
    }
    return out;
}

void check_selected(const std::vector<std::string>& filters, const start_point& start) {
    require(!check_filters(filters), "filters were checked");
    require(!check_start(start), "where to begin was checked");
}

template <class Parse>
void check_subscription(std::string_view query, Parse parse) {
    const result<subscribe_request> asked = parse(query);
    if (!asked)
        return check_refusal(asked.error());
    check_selected(asked->filters, asked->start);
    const result<subscribe_request> again = parse(query_for(asked->filters, asked->start));
    require(again.has_value(), "what was asked for can be asked for again");
    require(again->filters == asked->filters && again->start.since == asked->start.since &&
                again->start.last == asked->start.last,
            "the same is asked for");
}

void check_messages(std::string_view query, std::string_view accept) {
    const auto asked = parse_messages_request(query, accept);
    if (!asked)
        return check_refusal(asked.error());
    check_selected(asked->wanted.filters, asked->start);
    require(asked->lines == prefers_lines(accept), "lines come where they are asked for");
    require(asked->limit > 0 && (asked->lines || asked->limit <= listed_messages_max),
            "the limit has a limit");
}

void check_publishing(const http_request& request) {
    const auto read = read_publish_request(request, "web", payload_bytes_max);
    if (!read)
        return check_refusal(read.error());
    const message& said = *read->item.content;
    require(std::string{publish_path}.append(said.topic) == request.path,
            "the topic is the path's");
    require(!check_topic(said.topic) && !said.topic.starts_with(hub_topic_prefix),
            "the topic was checked");
    require(said.payload == request.body && said.payload.size() <= payload_bytes_max,
            "the payload is the body");
    require(said.format != payload_format::text || is_utf8(said.payload), "a text is UTF-8");
    std::string event;
    append_message_line(event, said);
    require(is_json(event), "what is published can be told");
    require(event.find_first_of("\r\n") == event.size() - 1, "and in one line");
}

} // namespace

void check_http(std::string_view input) {
    const std::string_view target = take_until(input, '\n');
    const std::string_view header = take_until(input, '\n');
    const auto [path, query] = split_at_query(target);
    require(path.size() + query.size() + 1 >= target.size(), "nothing of a target is lost");
    check_decoding(target);
    check_decoding(header);
    check_subscription(query, parse_subscribe_request);
    check_subscription(query, [](std::string_view text) { return parse_events_request(text, {}); });
    if (const auto resumed = parse_events_request(query, header); !resumed)
        check_refusal(resumed.error());
    check_messages(query, {});
    check_messages(query, header);
    std::ignore = accept_compression(header);
    const auto decoded = percent_decode(path);
    if (!decoded)
        return;
    http_request request{"POST", *decoded, std::string{query}, std::string{input}, "192.0.2.7"};
    if (!decoded->starts_with(publish_path))
        request.path = std::string{publish_path} + *decoded;
    request.content_type = header;
    check_publishing(request);
    request.source = request.session = request.seq = header;
    check_publishing(request);
}

} // namespace crier::fuzz
