#include "cli/stream_event.hpp"

#include "protocol/json_members.hpp"

#include <boost/json/object.hpp>

#include <utility>

namespace crier {
namespace {

refusal incomplete(const std::string& type) {
    return {errc::bad_json, "a \"" + type + "\" lacks a member, or has one of another type"};
}

result<stream_event> welcome_in(const boost::json::object& object) {
    auto hub = optional_string(object, "hub");
    const auto epoch = optional_string(object, "epoch");
    const auto offset = optional_unsigned(object, "offset");
    if (!hub || !*hub || !epoch || !*epoch || !offset || !*offset)
        return incomplete("welcome");
    const auto at = parse_position(**epoch + ":0");
    if (!at)
        return incomplete("welcome");
    return stream_event{told_welcome{std::move(**hub), *at->epoch, crier::offset{**offset}}};
}

result<stream_event> gap_in(const boost::json::object& object) {
    const auto after = optional_unsigned(object, "after");
    const auto before = optional_unsigned(object, "before");
    auto reason = optional_string(object, "reason");
    if (!after || !*after || !before || !*before || !reason || !*reason)
        return incomplete("gap");
    return stream_event{told_gap{offset{**after}, offset{**before}, std::move(**reason)}};
}

} // namespace

result<stream_event> parse_stream_event(std::string_view json) {
    const auto object = parse_object(json, "an event");
    if (!object)
        return object.error();
    auto type = optional_string(*object, "type");
    if (!type)
        return type.error();
    if (!*type)
        return incomplete("event");
    if (**type == "message") {
        auto message = parse_told_message(json);
        if (!message)
            return message.error();
        return stream_event{std::move(*message)};
    }
    if (**type == "welcome")
        return welcome_in(*object);
    if (**type == "gap")
        return gap_in(*object);
    return stream_event{other_event{std::move(**type)}};
}

} // namespace crier
