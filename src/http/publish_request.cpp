#include "http/publish_request.hpp"

#include "history/topic_limit.hpp"
#include "protocol/check_publish.hpp"
#include "protocol/name.hpp"
#include "protocol/query.hpp"
#include "protocol/selection.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/algorithm/string/trim.hpp>
#include <boost/asio/this_coro.hpp>

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

/// A topic that holds a question mark, not encoded, would else be published on half its name.
std::optional<refusal> check_query(std::string_view query) {
    for (const query_parameter& parameter : parse_query(query)) {
        if (parameter.name != "token") // taken by access control, before this
            return unknown_parameter(parameter.name,
                                     "there is token; a '?' in a topic is written '%3F'");
    }
    return std::nullopt;
}

std::optional<refusal> check_name(std::string_view header, std::string_view name) {
    if (name.empty() || is_name(name))
        return std::nullopt;
    return refusal{errc::bad_request,
                   std::string{header} + " must be 1 to 128 bytes of A-Za-z0-9._:-"};
}

/// 0 where none was given.
result<std::uint64_t> read_seq(const http_request& request) {
    if (request.seq.empty())
        return std::uint64_t{0};
    if (request.session.empty()) {
        return refusal{errc::bad_request,
                       "Crier-Seq counts the messages of a session; say which in Crier-Session"};
    }
    auto seq = parse_count("Crier-Seq", request.seq, "a number from 1");
    if (seq && *seq == 0)
        return refusal{errc::bad_request, "Crier-Seq must be a number from 1"};
    return seq;
}

} // namespace

payload_format format_of(std::string_view content_type) {
    std::string type{content_type.substr(0, content_type.find(';'))};
    boost::algorithm::trim(type);
    if (boost::algorithm::iequals(type, "text/plain"))
        return payload_format::text;
    if (boost::algorithm::iequals(type, "application/json"))
        return payload_format::json;
    return payload_format::binary;
}

result<publish_request> read_publish_request(const http_request& request,
                                             const std::string& session,
                                             std::size_t payload_bytes_max) {
    if (auto wrong = check_query(request.query))
        return *wrong;
    for (auto wrong : {check_name("Crier-Source", request.source),
                       check_name("Crier-Session", request.session)}) {
        if (wrong)
            return *wrong;
    }
    const auto seq = read_seq(request);
    if (!seq)
        return seq.error();
    message said;
    said.topic = std::string_view{request.path}.substr(publish_path.size());
    said.format = format_of(request.content_type);
    said.payload = request.body;
    if (auto wrong = check_publish(said.topic, said.format, said.payload, payload_bytes_max))
        return *wrong;
    if (auto wrong = request.admitted.may_publish(said.topic))
        return *wrong;
    said.source = request.source.empty() ? request.peer : request.source;
    said.session = request.session.empty() ? session : request.session;
    said.seq = *seq;
    publisher_id who{std::string{said.source}, std::string{said.session}};
    return publish_request{std::move(who), append_item{*seq, keep(said)}};
}

http_response answer_outcome(const append_outcome& outcome, std::uint64_t seq) {
    if (outcome.stopped_by)
        return error_response(*outcome.stopped_by);
    http_response out;
    out.headers.emplace_back("Cache-Control", "no-store");
    if (outcome.last != offset{}) {
        out.body = fmt::format("{{\"offset\":{}}}\n", outcome.last.value);
    } else if (outcome.stored_seq == seq) {
        out.body =
            fmt::format("{{\"offset\":{},\"repeated\":true}}\n", outcome.stored_offset.value);
    } else { // only the offset of the session's last is remembered
        out.body = "{\"offset\":null,\"repeated\":true}\n";
    }
    return out;
}

asio::awaitable<http_response> answer_publish(const http_request& request,
                                              const http_context& context) {
    auto asked = read_publish_request(request, context.session, context.bounds.payload_bytes_max);
    if (!asked) {
        context.book.refuse(std::string_view{request.path}.substr(publish_path.size()),
                            asked.error().code);
        co_return error_response(asked.error());
    }
    auto wrong = refuse_new_topic(context.history, asked->item.content->topic,
                                  context.limits.set.topics, context.limits.reached);
    if (!wrong && request.quota != nullptr)
        wrong = request.quota->take_one(request.body.size(), publish_quota::clock::now());
    if (wrong) {
        context.book.refuse(asked->item.content->topic, wrong->code);
        co_return error_response(*wrong);
    }
    const std::uint64_t seq = asked->item.seq;
    const auto executor = co_await asio::this_coro::executor;
    const auto batch = std::make_shared<append_batch>(executor, std::move(asked->who));
    batch->items.push_back(std::move(asked->item));
    context.history.append(batch);
    const bool committed = co_await batch->committed.wait();
    if (!committed)
        co_return error_response(503, "internal", "the hub stopped before the message was stored");
    co_return answer_outcome(batch->outcome, seq);
}

} // namespace crier
