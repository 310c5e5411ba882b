#include "subscribe/tcp_subscription.hpp"

#include "faults/fault_switch.hpp"
#include "protocol/client_message.hpp"

#include <array>
#include <tuple>

namespace crier {

tcp_subscription::tcp_subscription(subscriber_context& context, std::uint64_t id,
                                   const std::string& address, const admission& admitted,
                                   event& wake)
    : turns_{context.turns},
      limits_{context.limits},
      admitted_{admitted},
      wake_{wake},
      faults_{context.faults != nullptr ? context.faults->find(id) : nullptr},
      outbox_{delivery_format::tcp_frame, context.outbox_bytes_max, context.flushes, *this},
      subscription_{context.history, context.router, context.book, outbox_},
      entry_{context.registry, id, address, outbox_, subscription_} {
    if (faults_ != nullptr)
        outbox_.ask_owner();
    subscription_.begin({}, {});
}

std::optional<refusal> tcp_subscription::subscribe(std::string_view json) {
    const auto wanted = parse_subscribe_body(json);
    if (!wanted)
        return wanted.error();
    auto wrong = admitted_.may_subscribe(wanted->filters);
    if (!wrong)
        wrong = limits_.refuse_filters(filters().size() + wanted->filters.size());
    if (!wrong)
        wrong = subscription_.add(*wanted);
    wake_.notify(); // it may have begun in the past
    return wrong;
}

std::optional<refusal> tcp_subscription::unsubscribe(std::string_view json) {
    const auto parsed = parse_unsubscribe_body(json);
    if (!parsed)
        return parsed.error();
    subscription_.remove(*parsed);
    return std::nullopt;
}

bool tcp_subscription::let_in(const delivery& run) {
    const auto verdict = faults_->judge();
    if (verdict == fault_line::verdict::repeat)
        outbox_.push(encode_frame(run.messages.text()));
    return verdict != fault_line::verdict::lose;
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
