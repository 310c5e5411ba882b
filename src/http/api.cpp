#include "http/api.hpp"

#include "access/explanation.hpp"
#include "protocol/clock.hpp"
#include "protocol/json_text.hpp"
#include "protocol/query.hpp"
#include "protocol/selection.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <vector>

namespace crier {
namespace {

namespace json = boost::json;

http_response json_response(const json::object& body) {
    http_response out;
    out.body = json::serialize(body);
    out.body.push_back('\n');
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

http_response probe(unsigned status, std::string text) {
    http_response out;
    out.status = status;
    out.content_type = "text/plain; charset=utf-8";
    out.body = std::move(text);
    out.headers.emplace_back("Cache-Control", "no-store");
    return out;
}

json::object told_refusals(const refusal_counts& refused) {
    json::object out;
    for (const auto& [why, count] : refused.by_code())
        out[json::string_view{name_of(why).data(), name_of(why).size()}] = count;
    return out;
}

json::object told_deliveries(const delivery_account& account) {
    return {{"matched", account.matched},
            {"delivered", account.delivered},
            {"queued", account.queued},
            {"waiting", account.waiting()},
            {"skipped", account.skipped}};
}

/// accepted = stored + refused + what is being stored; of the subscribers, matched = all the rest.
json::object told_ledger(const ledger& book, const delivery_account& deliveries) {
    const topic_account all = book.total();
    json::object out{{"accepted", all.accepted},
                     {"stored", all.stored},
                     {"refused", told_refusals(all.refused)},
                     {"repeated", book.repeated()}};
    for (const auto& entry : told_deliveries(deliveries))
        out[entry.key()] = entry.value();
    out["abandoned"] = deliveries.abandoned;
    return out;
}

json::object told_limits(const http_context& context) {
    const limits& clients = context.limits.set;
    const hub_bounds& bounds = context.bounds;
    return {{"payload_bytes", bounds.payload_bytes_max},
            {"outbox_bytes", bounds.outbox_bytes_max},
            {"topics", clients.topics},
            {"filters", clients.filters},
            {"header_bytes", clients.header_bytes},
            {"publish_messages_per_second", clients.rate.messages},
            {"publish_bytes_per_second", clients.rate.bytes},
            {"retain_messages", bounds.kept.messages},
            {"retain_bytes", bounds.kept.bytes},
            {"retain_age_s", bounds.kept.age.count()}};
}

json::object told_reached(const limit_counts& reached) {
    json::object out;
    for (std::size_t i = 0; i < limit_count; ++i) {
        const auto which = static_cast<limit>(i);
        const std::string_view name = name_of(which);
        out[json::string_view{name.data(), name.size()}] = reached.of(which);
    }
    return out;
}

} // namespace

http_response answer_info(const http_request& /*request*/, const http_context& context) {
    const recent& kept = context.history.recent();
    const connection_totals connected = context.connections();
    const auto uptime = std::chrono::floor<std::chrono::seconds>(std::chrono::steady_clock::now() -
                                                                 context.started);
    json::object body;
    body["name"] = context.hub_name;
    body["version"] = context.version;
    body["epoch"] = context.history.epoch().text();
    const offset oldest = context.history.oldest();
    body["history"] = context.history.kind();
    body["oldest_offset"] = oldest.value;
    body["last_offset"] = kept.last().value;
    body["messages_kept"] = kept.last().value + 1 - oldest.value;
    body["bytes_kept"] = kept.bytes();
    body["topics"] = context.history.topics().size();
    body["publishers"] = connected.publishers;
    body["subscribers"] = connected.subscribers;
    body["insecure"] = context.insecure;
    body["hubs"] = json::array(context.hubs.begin(), context.hubs.end());
    body["uptime_s"] = uptime.count();
    body["ledger"] = told_ledger(context.book, connected.deliveries);
    body["turned_away"] = told_refusals(connected.turned_away);
    body["limits"] = told_limits(context);
    body["limits_reached"] = told_reached(context.limits.reached);
    if (context.faults != nullptr)
        body["faults"] = true;
    return json_response(body);
}

namespace {

/// A topic without an account has had nothing happen to it since the start.
void append_account(std::string& out, const topic_account* account) {
    const topic_account none;
    const topic_account& told = account != nullptr ? *account : none;
    fmt::format_to(std::back_inserter(out), R"({{"accepted":{},"stored":{},"refused":{{)",
                   told.accepted, told.stored);
    for (const auto& [why, count] : told.refused.by_code())
        fmt::format_to(std::back_inserter(out), R"({}"{}":{})", out.back() == '{' ? "" : ",",
                       name_of(why), count);
    fmt::format_to(std::back_inserter(out), R"(}},"queued":{},"delivered":{}}})", told.queued,
                   told.delivered);
}

} // namespace

http_response answer_topics(const http_request& request, const http_context& context) {
    const auto& topics = context.history.topics();
    std::vector<const sequencer::topics::value_type*> sorted;
    sorted.reserve(topics.size());
    for (const auto& entry : topics) {
        if (request.admitted.may_see(entry.first))
            sorted.push_back(&entry);
    }
    std::ranges::sort(sorted, {},
                      [](const auto* entry) -> const std::string& { return entry->first; });
    // Written by hand: there may be 100,000 topics, and a document of them would be slow.
    const timestamp at = now();
    http_response out;
    out.headers.emplace_back("Cache-Control", "no-store");
    out.body = R"({"topics":[)";
    for (const auto* entry : sorted) {
        const topic_state& state = entry->second;
        out.body.append(out.body.back() == '[' ? R"({"topic":)" : R"(,{"topic":)");
        append_json_string(out.body, entry->first);
        fmt::format_to(std::back_inserter(out.body),
                       R"(,"count":{},"last_offset":{},"last_time":")", state.count,
                       state.last.value);
        append_time(out.body, state.last_time);
        fmt::format_to(std::back_inserter(out.body), R"(","messages_per_second":{:.3f},"ledger":)",
                       state.rate(at));
        append_account(out.body, context.book.find(entry->first));
        out.body.push_back('}');
    }
    out.body.append("]}\n");
    return out;
}

namespace {

std::string told_time(timestamp at) {
    std::string out;
    append_time(out, at);
    return out;
}

} // namespace

http_response answer_publishers(const http_request& request, const http_context& context) {
    if (auto refused = request.admitted.may_subscribe({"$hub/publishers/#"}))
        return error_response(*refused);
    json::array publishers;
    for (const publisher_report& report : context.publishers()) {
        json::object told{{"connection", report.id},
                          {"source", report.source},
                          {"session", nullptr},
                          {"address", report.address},
                          {"connected_at", told_time(report.connected_at)},
                          {"messages", report.messages},
                          {"bytes", report.bytes},
                          {"last_message_at", nullptr}};
        if (!report.session.empty())
            told["session"] = report.session;
        if (report.last_message)
            told["last_message_at"] = told_time(*report.last_message);
        publishers.push_back(std::move(told));
    }
    return json_response({{"publishers", std::move(publishers)}});
}

http_response answer_subscribers(const http_request& request, const http_context& context) {
    if (auto refused = request.admitted.may_subscribe({"$hub/#"}))
        return error_response(*refused);
    json::array subscribers;
    const offset last = context.history.recent().last();
    for (const subscriber_report& report : context.subscribers()) {
        json::object told{{"connection", report.id},
                          {"address", report.address},
                          {"format", json::string_view{report.format.data(), report.format.size()}},
                          {"topics", json::array(report.filters.begin(), report.filters.end())},
                          {"connected_at", told_time(report.connected_at)},
                          {"live", report.is_live},
                          {"offset", report.position.value},
                          {"lag", last.value - std::min(report.position, last).value},
                          {"messages", report.account.delivered},
                          {"bytes", report.bytes},
                          {"ledger", told_deliveries(report.account)}};
        subscribers.push_back(std::move(told));
    }
    return json_response({{"subscribers", std::move(subscribers)}});
}

http_response answer_explain(const http_request& request, const http_context& context) {
    std::string topic;
    for (const query_parameter& parameter : parse_query(request.query)) {
        if (parameter.name != "topic" && parameter.name != "token")
            return error_response(unknown_parameter(parameter.name, "there are topic and token"));
        if (parameter.name == "topic")
            topic = percent_decode(parameter.raw_value).value_or(std::string{});
    }
    const auto explained = explain(context.keeper, {request.token, {}}, topic, now());
    if (!explained)
        return error_response(explained.error());
    http_response out;
    out.headers.emplace_back("Cache-Control", "no-store");
    out.body = explanation_json(*explained) + "\n";
    return out;
}

http_response answer_metrics(const http_request& request, const http_context& context) {
    if (!context.only_metrics) {
        if (auto refused = request.admitted.may_subscribe({"$hub/#"}))
            return error_response(*refused);
    }
    http_response out;
    out.content_type = "text/plain; version=0.0.4; charset=utf-8";
    out.headers.emplace_back("Cache-Control", "no-store");
    out.body = context.metrics();
    return out;
}

http_response answer_livez(const http_request& /*request*/, const http_context& /*context*/) {
    return probe(200, "ok\n");
}

http_response answer_readyz(const http_request& /*request*/, const http_context& context) {
    if (context.stop.announced())
        return probe(503, "stopping\n");
    if (const auto trouble = context.history.trouble())
        return probe(503, *trouble + "\n");
    return probe(200, "ready\n");
}

} // namespace crier
