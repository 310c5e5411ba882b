#include "protocol/client_message.hpp"

#include "protocol/json_members.hpp"
#include "protocol/json_source.hpp"

#include <crier/topic.hpp>

#include <boost/json/serialize.hpp>

namespace crier {
namespace {

namespace json = boost::json;

using body_result = result<decltype(client_message::body)>;

result<std::vector<std::string>> take_filters(const json::object& object) {
    auto filters = optional_strings(object, "topics");
    if (!filters)
        return filters.error();
    if (!*filters || (*filters)->empty())
        return refusal{errc::bad_json, "\"topics\" must be an array of at least one filter"};
    if (auto wrong = check_filters(**filters))
        return *wrong;
    return std::move(**filters);
}

/// "since" is a position as a string, or an offset as a number.
result<std::optional<position>> take_since(const json::object& object) {
    const json::value* since = object.if_contains("since");
    if (since == nullptr)
        return std::optional<position>{};
    const json::string* text = since->if_string();
    const auto parsed = text != nullptr
                            ? parse_position(std::string_view{text->data(), text->size()})
                            : parse_position(json::serialize(*since));
    if (!parsed)
        return parsed.error();
    return std::optional<position>{*parsed};
}

result<subscribe_message> parse_subscribe(const json::object& object) {
    auto filters = take_filters(object);
    if (!filters)
        return filters.error();
    subscribe_message out;
    out.filters = std::move(*filters);
    const auto since = take_since(object);
    if (!since)
        return since.error();
    const auto last = optional_unsigned(object, "last");
    if (!last)
        return last.error();
    if (*since || *last) {
        start_point start;
        start.since = *since;
        start.last = last->value_or(0);
        if (auto wrong = check_start(start))
            return *wrong;
        out.start = start;
    }
    return out;
}

result<unsubscribe_message> parse_unsubscribe(const json::object& object) {
    auto filters = take_filters(object);
    if (!filters)
        return filters.error();
    return unsubscribe_message{std::move(*filters)};
}

body_result parse_publish_request(const json::object& object, std::string_view source) {
    const auto topic = optional_string(object, "topic");
    if (!topic)
        return topic.error();
    if (!*topic)
        return refusal{errc::bad_json, "a publish message needs a \"topic\""};
    const json::value* data = object.if_contains("data");
    if (data == nullptr)
        return refusal{errc::bad_json, "a publish message needs \"data\""};
    publish_message out;
    out.topic = **topic;
    if (const json::string* text = data->if_string()) {
        out.payload.assign(text->data(), text->size());
    } else {
        out.format = payload_format::json;
        out.payload = member_source(source, "data");
    }
    return decltype(client_message::body){std::move(out)};
}

template <class Message>
body_result as_body(result<Message> parsed) {
    if (!parsed)
        return parsed.error();
    return decltype(client_message::body){std::move(*parsed)};
}

body_result parse_body(std::string_view type, const json::object& object, std::string_view source) {
    if (type == "subscribe")
        return as_body(parse_subscribe(object));
    if (type == "unsubscribe")
        return as_body(parse_unsubscribe(object));
    if (type == "publish")
        return parse_publish_request(object, source);
    if (type == "ping")
        return decltype(client_message::body){ping_message{}};
    return refusal{errc::bad_json,
                   "\"type\" must be subscribe, unsubscribe, publish or ping, not \"" +
                       std::string{type} + "\""};
}

} // namespace

std::optional<refusal> check_filters(const std::vector<std::string>& filters) {
    for (const std::string& filter : filters) {
        if (auto wrong = check_filter(filter))
            return wrong;
    }
    return std::nullopt;
}

std::optional<refusal> check_start(const start_point& start) {
    if (start.since && start.last > 0) {
        return refusal{errc::bad_request,
                       "\"since\" and \"last\" can't both say where to begin; give one of them"};
    }
    if (start.last > last_messages_max) {
        return refusal{errc::bad_request, "\"last\" is " + std::to_string(start.last) +
                                              "; the limit is " +
                                              std::to_string(last_messages_max)};
    }
    return std::nullopt;
}

std::variant<client_message, client_refusal> parse_client_message(std::string_view text) {
    const auto object = parse_object(text, "the message");
    if (!object)
        return client_refusal{object.error(), {}};
    client_message out;
    out.id = member_source(text, "id");
    const auto type = optional_string(*object, "type");
    auto body = type ? parse_body(type->value_or(""), *object, text) : body_result{type.error()};
    if (!body)
        return client_refusal{body.error(), std::move(out.id)};
    out.body = std::move(*body);
    return out;
}

result<subscribe_message> parse_subscribe_body(std::string_view text) {
    const auto object = parse_object(text, "SUBSCRIBE");
    if (!object)
        return object.error();
    return parse_subscribe(*object);
}

result<unsubscribe_message> parse_unsubscribe_body(std::string_view text) {
    const auto object = parse_object(text, "UNSUBSCRIBE");
    if (!object)
        return object.error();
    return parse_unsubscribe(*object);
}

} // namespace crier
