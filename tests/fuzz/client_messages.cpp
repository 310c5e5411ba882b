// What a browser says. Input: the text of one message.

#include "fuzz/property.hpp"

#include "protocol/client_message.hpp"
#include "protocol/json_members.hpp"
#include "protocol/utf8.hpp"

#include <crier/topic.hpp>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace crier::fuzz {
namespace {

void check_filters_told(const std::vector<std::string>& filters) {
    require(!filters.empty() && !check_filters(filters), "filters were checked");
    require(is_json(subscribed_event(filters)), "filters can be told");
    require(is_json(unsubscribed_event(filters)), "filters can be told");
}

void check(const subscribe_message& asked) {
    check_filters_told(asked.filters);
    if (!asked.start)
        return;
    require(!check_start(*asked.start), "where to begin was checked");
    require(asked.start->last <= last_messages_max, "last has a limit");
    require(!asked.start->since || asked.start->last == 0, "one says where to begin");
}

void check(const unsubscribe_message& asked) {
    check_filters_told(asked.filters);
}

void check(const publish_message& said) {
    require(is_utf8(said.topic) && is_utf8(said.payload), "what was a text is one");
    if (said.format == payload_format::json)
        require(!check_json(said.payload), "what is published as JSON is JSON");
    else
        require(said.format == payload_format::text, "a browser publishes text or JSON");
}

void check(const ping_message& /*asked*/) {}

} // namespace

void check_client_messages(std::string_view input) {
    const auto parsed = parse_client_message(input);
    const auto object = parse_object(input, "the message");
    const auto* id = object ? object->if_contains("id") : nullptr;
    // As it was written, so compared by what it says.
    const auto same_id = [id](const request_id& kept) {
        if (id == nullptr || kept.empty())
            return id == nullptr && kept.empty();
        return boost::json::serialize(boost::json::parse(kept)) == boost::json::serialize(*id);
    };
    if (const auto* refused = std::get_if<client_refusal>(&parsed)) {
        require(same_id(refused->id), "an id comes back with the refusal");
        require(!refused->why.message.empty(), "a refusal says why");
        require(is_json(error_event(refused->why, refused->id)), "a refusal can be told");
        return;
    }
    require(object.has_value() && is_utf8(input), "a message is a JSON object");
    const auto& message = std::get<client_message>(parsed);
    require(same_id(message.id), "an id is kept");
    require(is_json(published_event(message.id, offset{1})), "an id can be told");
    std::visit([](const auto& body) { check(body); }, message.body);
}

} // namespace crier::fuzz
