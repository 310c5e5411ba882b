#include "access/explanation.hpp"

#include "protocol/json_text.hpp"

#include <crier/topic.hpp>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace crier {
namespace {

namespace json = boost::json;

verdict_on_topic verdict(std::optional<refusal> wrong, std::string_view filter) {
    if (wrong)
        return {false, std::move(wrong->message), wrong->code};
    return {true, std::string{filter}, {}};
}

verdict_on_topic on_publishing(const grant& given, std::string_view topic) {
    if (auto wrong = check_topic(topic))
        return verdict(std::move(wrong), {});
    return verdict(given.may_publish(topic), given.publish_filter_for(topic));
}

json::string_view text_of(std::string_view text) {
    return {text.data(), text.size()};
}

json::object told(const verdict_on_topic& verdict) {
    if (verdict.allowed)
        return {{"allowed", true}, {"filter", text_of(verdict.why)}};
    return {{"allowed", false},
            {"code", text_of(name_of(verdict.code))},
            {"message", text_of(verdict.why)}};
}

json::value told(const std::optional<timestamp>& time) {
    if (!time)
        return nullptr;
    std::string quoted_time;
    append_time(quoted_time, *time);
    return json::string{text_of(quoted_time)};
}

} // namespace

result<explanation> explain(const gatekeeper& keeper, const credentials& shown,
                            std::string_view topic, timestamp now) {
    if (auto wrong = check_filter(topic))
        return *wrong;
    explanation out;
    out.topic = topic;
    const auto given = keeper.admit(shown, now);
    if (!given) {
        out.refused = given.error();
        return out;
    }
    const grant& granted = **given;
    out.client = granted.name();
    out.rule = granted.rule();
    out.expires_at = granted.expires_at();
    out.publish = on_publishing(granted, topic);
    out.subscribe = verdict(granted.may_subscribe(topic), granted.subscribe_filter_for(topic));
    return out;
}

std::string explanation_json(const explanation& explained) {
    json::object out{{"topic", text_of(explained.topic)}, {"admitted", !explained.refused}};
    if (explained.refused) {
        out["code"] = text_of(name_of(explained.refused->code));
        out["message"] = text_of(explained.refused->message);
        return json::serialize(out);
    }
    out["client"] = text_of(explained.client);
    out["rule"] = text_of(explained.rule);
    out["expires_at"] = told(explained.expires_at);
    out["publish"] = told(explained.publish);
    out["subscribe"] = told(explained.subscribe);
    return json::serialize(out);
}

} // namespace crier
