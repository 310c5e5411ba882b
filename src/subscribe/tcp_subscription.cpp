#include "subscribe/tcp_subscription.hpp"

#include "protocol/json_members.hpp"

#include <boost/json/serialize.hpp>

#include <array>
#include <tuple>
#include <variant>

namespace crier {
namespace {

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

} // namespace

tcp_subscription::tcp_subscription(subscriber_context& context, const std::string& address,
                                   event& wake)
    : turns_{context.turns},
      wake_{wake},
      outbox_{delivery_format::tcp_frame, context.outbox_bytes_max, context.flushes, *this},
      subscription_{context.history, context.router, context.book, outbox_},
      entry_{context.registry, address, outbox_, subscription_} {
    subscription_.begin({}, {});
}

std::optional<refusal> tcp_subscription::subscribe(std::string_view json) {
    const auto parsed = parse_as("subscribe", json);
    if (const auto* refused = std::get_if<client_refusal>(&parsed))
        return refused->why;
    auto wrong =
        subscription_.add(std::get<subscribe_message>(std::get<client_message>(parsed).body));
    wake_.notify(); // it may have begun in the past
    return wrong;
}

std::optional<refusal> tcp_subscription::unsubscribe(std::string_view json) {
    const auto parsed = parse_as("unsubscribe", json);
    if (const auto* refused = std::get_if<client_refusal>(&parsed))
        return refused->why;
    subscription_.remove(std::get<unsubscribe_message>(std::get<client_message>(parsed).body));
    return std::nullopt;
}

boost::asio::awaitable<bool> tcp_subscription::catch_up() {
    std::ignore = co_await turns_.pass();
    co_return co_await subscription_.advance();
}

void tcp_subscription::take(std::string& out, std::size_t bytes_max) {
    // A slice is whole frames, and only whole slices are consumed.
    std::array<iovec, 1> piece;
    while (out.size() < bytes_max && outbox_.gather(piece) == 1) {
        out.append(static_cast<const char*>(piece[0].iov_base), piece[0].iov_len);
        outbox_.consume(piece[0].iov_len);
    }
}

} // namespace crier
