#include "subscribe/tcp_subscription.hpp"

#include "protocol/gap_text.hpp"
#include "protocol/json_members.hpp"
#include "protocol/selection.hpp"

#include <crier/frame.hpp>

#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>
#include <variant>

namespace crier {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

/// What SUBSCRIBE and UNSUBSCRIBE hold is what a browser's messages of these names hold.
std::variant<client_message, client_refusal> parse_as(std::string_view type,
                                                      std::string_view text) {
    auto body = parse_object(text, "the frame's body");
    if (!body)
        return client_refusal{body.error(), {}};
    (*body)["type"] = json::string_view{type.data(), type.size()};
    return parse_client_message(json::serialize(*body));
}

std::optional<refusal> check_subscribe(const subscribe_message& request,
                                       const std::vector<std::string>& present) {
    if (request.start && !present.empty()) {
        return refusal{errc::bad_request, "\"since\" and \"last\" are for a connection without "
                                          "filters; open another, or leave them out"};
    }
    if (present.size() + request.filters.size() > filters_max) {
        return refusal{errc::bad_filter,
                       "a connection has at most " + std::to_string(filters_max) + " filters"};
    }
    return std::nullopt;
}

} // namespace

tcp_subscription::tcp_subscription(const asio::any_io_executor& executor,
                                   subscriber_context& context, event& wake)
    : context_{context},
      wake_{wake},
      stepped_{executor},
      outbox_{delivery_format::tcp_frame, context.outbox_bytes_max, context.flushes, *this} {}

asio::awaitable<std::optional<refusal>> tcp_subscription::subscribe(std::string json) {
    const auto parsed = parse_as("subscribe", json);
    if (const auto* refused = std::get_if<client_refusal>(&parsed))
        co_return refused->why;
    const auto& request = std::get<subscribe_message>(std::get<client_message>(parsed).body);
    if (auto wrong = check_subscribe(request, filters_))
        co_return wrong;
    const history& kept = context_.history;
    position since{kept.epoch(), subscriber_ ? offset{} : kept.recent().last()};
    if (request.start && request.start->since)
        since = *request.start->since;
    if (request.start && request.start->last > 0) {
        filter_set wanted{request.filters};
        const auto found =
            co_await context_.history.find_last(std::move(wanted), request.start->last);
        if (!found)
            co_return found.error();
        since.offset = *found;
    }
    co_await wait_for_step();
    // One step: no co_await until begun, so nothing is committed in between.
    if (subscriber_)
        since.offset = reached();
    for (const std::string& filter : request.filters) {
        if (std::ranges::find(filters_, filter) == filters_.end())
            filters_.push_back(filter);
    }
    begin(since);
    co_return std::nullopt;
}

asio::awaitable<std::optional<refusal>> tcp_subscription::unsubscribe(std::string json) {
    const auto parsed = parse_as("unsubscribe", json);
    if (const auto* refused = std::get_if<client_refusal>(&parsed))
        co_return refused->why;
    const auto& request = std::get<unsubscribe_message>(std::get<client_message>(parsed).body);
    co_await wait_for_step();
    if (!subscriber_)
        co_return std::nullopt;
    const position since{context_.history.epoch(), reached()};
    for (const std::string& filter : request.filters)
        std::erase(filters_, filter);
    begin(since);
    co_return std::nullopt;
}

/// Subscribes to filters_ from a point on. What is queued already stays: a change of filters goes
/// on behind the last offset that the subscriber was brought up to, so there is no hole at the
/// change, and no message twice.
void tcp_subscription::begin(const position& since) {
    subscriber_.reset();
    if (filters_.empty())
        return;
    const history& kept = context_.history;
    const reading_start begun =
        begin_after(since, {kept.epoch(), kept.oldest(), kept.recent().last()});
    if (begun.missing)
        tell(*begun.missing);
    start_point start;
    start.since = position{kept.epoch(), begun.after};
    subscriber_.emplace(context_.history, context_.router, outbox_);
    subscriber_->begin(filters_, start);
    wake_.notify();
}

/// The last offset that the subscriber has been brought up to.
offset tcp_subscription::reached() const {
    return subscriber_->is_live() ? context_.history.recent().last() : outbox_.resume_after();
}

/// A subscriber that awaits the history's answer can't be replaced.
asio::awaitable<void> tcp_subscription::wait_for_step() {
    while (stepping_)
        std::ignore = co_await stepped_.wait();
}

asio::awaitable<bool> tcp_subscription::catch_up() {
    if (!is_behind())
        co_return true;
    if (const auto missing = expired_after(outbox_.resume_after(), context_.history.oldest())) {
        tell(*missing);
        outbox_.leave_live(missing->before.previous());
    }
    stepping_ = true;
    const bool read = co_await subscriber_->advance();
    stepping_ = false;
    stepped_.notify();
    co_return read;
}

void tcp_subscription::take(std::string& out, std::size_t bytes_max) {
    // A slice is whole frames, and only whole slices are consumed.
    std::array<iovec, 1> piece;
    while (out.size() < bytes_max && outbox_.gather(piece) == 1) {
        out.append(static_cast<const char*>(piece[0].iov_base), piece[0].iov_len);
        outbox_.consume(piece[0].iov_len);
    }
}

void tcp_subscription::tell(const gap& missing) {
    error_frame error;
    error.why = {errc::position_unknown, gap_text(missing)};
    error.fatal = false;
    std::string frame;
    append_error(frame, error);
    outbox_.push(encode_frame(frame));
}

} // namespace crier
