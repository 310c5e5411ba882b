#include "http/messages.hpp"

#include "protocol/event.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <memory>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

// A JSON answer ends when it is so long, or has looked through so many pages; `next` goes on.
constexpr std::size_t answer_bytes_max = std::size_t{4} * 1024 * 1024;
constexpr int pages_max = 64;

/// The lines of a history, made as fast as they are sent.
class message_lines final : public body_source {
public:
    message_lines(messages_reader reader, const stopping& stop)
        : reader_{std::move(reader)}, stop_{stop} {}

    asio::awaitable<std::optional<std::string>> next() override;

private:
    messages_reader reader_;
    const stopping& stop_;
    bool ended_ = false;
};

asio::awaitable<std::optional<std::string>> message_lines::next() {
    std::string lines;
    while (lines.empty() && !ended_) {
        if (reader_.done() || stop_.requested()) {
            lines.append(R"({"type":"next","position":")").append(reader_.position());
            lines.append("\"}\n");
            ended_ = true;
            continue;
        }
        if (const auto missing = reader_.missing()) {
            lines.append(gap_event(*missing)).push_back('\n');
            reader_.skip(*missing);
        }
        const auto read = co_await reader_.read();
        if (!read)
            co_return std::nullopt;
        for (const message_ptr& message : *read)
            append_message_line(lines, *message);
    }
    co_return lines;
}

/// One JSON object.
asio::awaitable<http_response> list_messages(messages_reader& reader) {
    http_response out;
    out.headers.emplace_back("Cache-Control", "no-store");
    std::optional<gap> told;
    out.body = R"({"messages":[)";
    for (int pages = 0; pages < pages_max && !reader.done() && out.body.size() < answer_bytes_max;
         ++pages) {
        if (const auto missing = reader.missing()) {
            if (out.body.back() != '[') // one that came up meanwhile is for the next answer
                break;
            told = told ? gap{told->after, missing->before, told->reason} : *missing;
            reader.skip(*missing);
        }
        const auto read = co_await reader.read();
        if (!read)
            co_return error_response(read.error());
        for (const message_ptr& message : *read) {
            if (out.body.back() != '[')
                out.body.push_back(',');
            append_message_event(out.body, *message);
        }
    }
    out.body.append(R"(],"next":")").append(reader.position()).append("\"");
    if (told)
        out.body.append(R"(,"gap":)").append(gap_event(*told));
    out.body.append("}\n");
    co_return out;
}

} // namespace

messages_reader::messages_reader(crier::history& source, messages_request asked)
    : history_{source}, limit_{asked.limit}, start_{asked.start} {
    next_.filters = std::move(asked.wanted);
}

asio::awaitable<bool> messages_reader::begin() {
    if (start_.since) {
        const bool reached = co_await history_.reach(*start_.since);
        if (!reached)
            co_return false;
    }
    end_ = history_.recent().last();
    if (start_.last > 0) {
        auto found = co_await history_.find_last(next_.filters, start_.last);
        if (!found)
            co_return false;
        listed_ = std::move(*found);
        go_on_after(listed_.begins_after());
        co_return true;
    }
    const crier::position from_oldest;
    const reading_start start = begin_after(start_.since.value_or(from_oldest), history_.kept());
    missing_at_begin_ = start.missing;
    auto rare = co_await history_.list_rare(next_.filters, start.after);
    if (!rare)
        co_return false;
    listed_ = std::move(*rare);
    go_on_after(start.after);
    co_return true;
}

bool messages_reader::done() const noexcept {
    return !missing_at_begin_ && (limit_ == 0 || next_.after >= end_);
}

std::optional<gap> messages_reader::missing() const {
    return missing_at_begin_ ? missing_at_begin_ : expired_after(next_.after, history_.oldest());
}

void messages_reader::skip(const gap& missing) {
    go_on_after(missing.before.previous());
    missing_at_begin_.reset();
}

asio::awaitable<result<std::vector<message_ptr>>> messages_reader::read() {
    auto found = co_await history_.read(next_);
    const auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable); // the others' turn
    if (!found)
        co_return found.error();
    std::vector<message_ptr> messages = std::move(found->messages);
    offset reached = found->up_to;
    if (messages.size() >= limit_) {
        messages.resize(limit_);
        reached = messages.back()->offset;
    }
    limit_ -= messages.size();
    go_on_after(reached);
    co_return messages;
}

void messages_reader::go_on_after(offset reached) {
    next_.after = reached;
    listed_.narrow(next_);
}

std::string messages_reader::position() const {
    return history_.epoch().text() + ":" + std::to_string(next_.after.value);
}

asio::awaitable<http_response> answer_messages(const http_request& request,
                                               const http_context& context) {
    auto asked = parse_messages_request(request.query, request.accept);
    if (!asked)
        co_return error_response(asked.error());
    if (!asked->chosen)
        asked->wanted.filters = request.admitted.everything();
    if (auto refused = context.limits.refuse_filters(asked->wanted.filters.size()))
        co_return error_response(*refused);
    if (auto refused = request.admitted.may_subscribe(asked->wanted.filters))
        co_return error_response(*refused);
    const bool lines = asked->lines;
    messages_reader reader{context.history, std::move(*asked)};
    const bool begun = co_await reader.begin();
    if (!begun)
        co_return error_response({errc::internal, "the history can't be read"});
    if (!lines)
        co_return co_await list_messages(reader);
    http_response out;
    out.content_type = "application/x-ndjson";
    out.headers.emplace_back("Cache-Control", "no-store");
    out.headers.emplace_back("X-Accel-Buffering", "no");
    out.stream = std::make_unique<message_lines>(std::move(reader), context.stop);
    co_return out;
}

} // namespace crier
