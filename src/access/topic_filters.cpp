#include "access/topic_filters.hpp"

#include "access/strict_json.hpp"

#include "protocol/json_members.hpp"

#include <crier/topic.hpp>

#include <utility>

namespace crier {
namespace {

namespace json = boost::json;

refusal wrong(std::string_view where, const std::string& why) {
    return {errc::bad_json, std::string{where} + ": " + why};
}

std::optional<refusal> check_each(const std::vector<std::string>& filters, std::string_view where,
                                  const std::string& member) {
    for (std::size_t i = 0; i < filters.size(); ++i) {
        if (const auto bad = check_filter(filters[i])) {
            return refusal{bad->code, std::string{where} + ": \"" + member + "\"[" +
                                          std::to_string(i) + "]: " + bad->message};
        }
    }
    return std::nullopt;
}

} // namespace

result<topic_filters> read_topic_filters(const json::value& value, std::string_view where) {
    const json::object* object = value.if_object();
    if (object == nullptr)
        return wrong(where, "it must be an object of \"publish\" and \"subscribe\"");
    if (const auto unknown = unknown_member(*object, {"publish", "subscribe"})) {
        return wrong(where, *unknown + " is unknown; there are \"publish\" and \"subscribe\"");
    }
    auto publish = optional_strings(*object, "publish");
    if (!publish)
        return wrong(where, publish.error().message);
    auto subscribe = optional_strings(*object, "subscribe");
    if (!subscribe)
        return wrong(where, subscribe.error().message);
    topic_filters out{std::move(*publish).value_or(std::vector<std::string>{}),
                      std::move(*subscribe).value_or(std::vector<std::string>{})};
    const std::size_t count = out.publish.size() + out.subscribe.size();
    if (count > permitted_filters_max) {
        return wrong(where, "it has " + std::to_string(count) + " filters; the limit is " +
                                std::to_string(permitted_filters_max));
    }
    return out;
}

std::optional<refusal> check_topic_filters(const topic_filters& filters, std::string_view where) {
    if (auto bad = check_each(filters.publish, where, "publish"))
        return bad;
    return check_each(filters.subscribe, where, "subscribe");
}

} // namespace crier
