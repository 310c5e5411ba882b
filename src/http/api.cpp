#include "http/api.hpp"

#include "protocol/json_text.hpp"

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

timestamp now() noexcept {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

} // namespace

http_response answer_info(const http_request& /*request*/, const http_context& context) {
    const recent& kept = context.history.recent();
    const connection_counts connected = context.connections();
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
    body["uptime_s"] = uptime.count();
    const told_limits& limits = context.limits;
    body["limits"] = {{"payload_bytes", limits.payload_bytes_max},
                      {"outbox_bytes", limits.outbox_bytes_max},
                      {"retain_messages", limits.kept.messages},
                      {"retain_bytes", limits.kept.bytes},
                      {"retain_age_s", limits.kept.age.count()}};
    return json_response(body);
}

http_response answer_topics(const http_request& /*request*/, const http_context& context) {
    const auto& topics = context.history.topics();
    std::vector<const sequencer::topics::value_type*> sorted;
    sorted.reserve(topics.size());
    for (const auto& entry : topics)
        sorted.push_back(&entry);
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
        fmt::format_to(std::back_inserter(out.body), R"(","messages_per_second":{:.3f}}})",
                       state.rate(at));
    }
    out.body.append("]}\n");
    return out;
}

http_response answer_livez(const http_request& /*request*/, const http_context& /*context*/) {
    return probe(200, "ok\n");
}

http_response answer_readyz(const http_request& /*request*/, const http_context& context) {
    if (context.stop.requested())
        return probe(503, "stopping\n");
    if (const auto trouble = context.history.trouble())
        return probe(503, *trouble + "\n");
    return probe(200, "ready\n");
}

} // namespace crier
