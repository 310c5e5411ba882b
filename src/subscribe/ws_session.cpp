#include "subscribe/ws_session.hpp"
#include "access/publish_quota.hpp"

#include "history/topic_limit.hpp"
#include "protocol/check_publish.hpp"
#include "protocol/clock.hpp"
#include "protocol/event.hpp"
#include "protocol/utf8.hpp"
#include "subscribe/subscriber_session.hpp"
#include "subscribe/websocket_reader.hpp"

#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
using namespace std::chrono_literals;

// A ping after this long without a byte from the client; it is dead after twice that.
constexpr auto silence_max = 25s;

/// JSON may write one byte of a payload as six.
std::size_t message_bytes_max(const subscriber_context& context) {
    return context.payload_bytes_max * 6 + frame_overhead_max;
}

class ws_session final : public subscriber_session {
public:
    /// `answer` accepts the upgrade, and is sent before anything else.
    ws_session(transport connection, delivery_format format, std::string_view answer,
               admission admitted, subscriber_context& context)
        : subscriber_session{std::move(connection), format, std::move(admitted), context},
          reader_{message_bytes_max(context), format != undeflated(format)} {
        outbox().push(encode_frame(answer));
    }

private:
    [[nodiscard]] std::chrono::seconds ping_interval() const override { return silence_max; }
    [[nodiscard]] std::string farewell(ending why) const override;
    [[nodiscard]] std::string dismissal(errc why) const override { return close_frame(why); }
    void take_input(std::span<char> bytes) override;
    [[nodiscard]] bool may_read() const override;
    clock::time_point look_after(clock::time_point now) override;

    void heed(const websocket_reader::message& message);
    void heed_text(std::string_view text);
    void close_for(close_code code, std::string_view reason);
    void obey(client_message message);
    [[nodiscard]] asio::awaitable<void> publish(std::shared_ptr<subscriber_session> self,
                                                publish_message request, request_id id);
    [[nodiscard]] std::optional<refusal> refuse(const publish_message& request);
    [[nodiscard]] publish_quota& quota();

    websocket_reader reader_;
    std::string unread_;                   ///< what came while nothing may be read
    std::unique_ptr<publish_quota> quota_; ///< made when the client first publishes
    std::shared_ptr<append_batch> batch_;  ///< made when the client first publishes
    clock::time_point last_heard_ = clock::now();
    bool pinged_ = false; ///< since then
    bool publishing_ = false;
};

std::string ws_session::farewell(ending why) const {
    switch (why) {
    case ending::too_slow:
        return close_frame(close_code::write_timeout, "write_timeout");
    case ending::unreadable:
        return close_frame(close_code::internal_error, "internal");
    case ending::drained:
        return close_frame(close_code::drain, "drain");
    }
    return {};
}

/// One message at a time is published, and whoever doesn't take its answers isn't read from.
bool ws_session::may_read() const {
    return is_open() && !publishing_ && !outbox().is_full() && !outbox().has_control();
}

void ws_session::take_input(std::span<char> bytes) {
    if (!bytes.empty()) {
        last_heard_ = clock::now();
        pinged_ = false;
    }
    std::string kept;
    if (!unread_.empty()) {
        kept = std::exchange(unread_, {});
        kept.append(bytes.data(), bytes.size());
        bytes = kept;
    }
    std::string pong; // one answers every ping before it (RFC 6455, section 5.5.3)
    while (may_read()) {
        const auto event = reader_.next(bytes);
        if (!event)
            break;
        if (const auto* said = std::get_if<websocket_reader::message>(&*event))
            heed(*said);
        else if (const auto* ping = std::get_if<websocket_reader::ping>(&*event))
            pong = control_frame(websocket_opcode::pong, ping->payload);
        else if (const auto* why = std::get_if<websocket_reader::ending>(&*event))
            close_for(static_cast<close_code>(why->code), why->reason);
    }
    unread_.assign(bytes.data(), bytes.size());
    if (!pong.empty() && is_open()) {
        outbox().push_control(encode_frame(pong));
        connection().flush();
    }
    if (is_open() && !publishing_ && !may_read())
        attend();
}

ws_session::clock::time_point ws_session::look_after(clock::time_point now) {
    if (now >= last_heard_ + 2 * silence_max) {
        context_.log.debug("subscriber silent, cut off connection={} address={}", connection_id(),
                           address());
        end();
        return clock::time_point::max();
    }
    if (now < last_heard_ + silence_max)
        return last_heard_ + silence_max;
    if (!std::exchange(pinged_, true))
        outbox().push_control(encode_frame(control_frame(websocket_opcode::ping, {})));
    return last_heard_ + 2 * silence_max;
}

void ws_session::heed(const websocket_reader::message& message) {
    if (!message.text) {
        close_for(close_code::unsupported_data, "send JSON as text messages");
        return;
    }
    if (!message.compressed) {
        heed_text(message.bytes);
        return;
    }
    std::string text;
    const auto fault = context_.inflater.inflate(message.bytes, message_bytes_max(context_), text);
    if (fault == inflater::fault::too_big)
        close_for(close_code::message_too_big, "message too big");
    else if (fault == inflater::fault::broken || !is_utf8(text))
        close_for(close_code::invalid_payload, "not a compressed UTF-8 text");
    else
        heed_text(text);
}

/// What the client sent can't be heeded.
void ws_session::close_for(close_code code, std::string_view reason) {
    if (code == close_code::message_too_big)
        context_.limits.reached.note(limit::frame);
    close(close_frame(code, reason));
}

void ws_session::heed_text(std::string_view text) {
    auto parsed = parse_client_message(text);
    if (const auto* refused = std::get_if<client_refusal>(&parsed))
        subscription_.answer(error_event(refused->why, refused->id));
    else
        obey(std::move(std::get<client_message>(parsed)));
}

void ws_session::obey(client_message message) {
    if (const auto* subscribe = std::get_if<subscribe_message>(&message.body)) {
        auto wrong = admitted_.may_subscribe(subscribe->filters);
        if (!wrong)
            wrong = context_.limits.refuse_filters(subscription_.filters().size() +
                                                   subscribe->filters.size());
        if (!wrong)
            wrong = subscription_.add(*subscribe);
        subscription_.answer(wrong ? error_event(*wrong, message.id)
                                   : subscribed_event(subscribe->filters));
        attend(); // it may have asked to begin elsewhere
    } else if (const auto* unsubscribe = std::get_if<unsubscribe_message>(&message.body)) {
        subscription_.remove(*unsubscribe);
        subscription_.answer(unsubscribed_event(unsubscribe->filters));
    } else if (auto* said = std::get_if<publish_message>(&message.body)) {
        if (const auto wrong = refuse(*said)) {
            subscription_.answer(error_event(*wrong, message.id));
        } else {
            publishing_ = true;
            context_.sessions.spawn(
                publish(shared_from_this(), std::move(*said), std::move(message.id)));
        }
    } else {
        subscription_.answer(pong_event(crier::now()));
    }
}

std::optional<refusal> ws_session::refuse(const publish_message& request) {
    auto wrong =
        check_publish(request.topic, request.format, request.payload, context_.payload_bytes_max);
    if (!wrong)
        wrong = admitted_.may_publish(request.topic);
    if (!wrong)
        wrong = refuse_new_topic(context_.history, request.topic, context_.limits.set.topics,
                                 context_.limits.reached);
    if (!wrong)
        wrong = quota().take_one(request.payload.size(), clock::now());
    if (wrong)
        context_.book.refuse(request.topic, wrong->code);
    return wrong;
}

publish_quota& ws_session::quota() {
    if (!quota_)
        quota_ = std::make_unique<publish_quota>(context_.limits);
    return *quota_;
}

asio::awaitable<void> ws_session::publish(std::shared_ptr<subscriber_session> /*keeps it*/,
                                          publish_message request, request_id id) {
    if (!batch_) {
        publisher_id who{address(), context_.session};
        batch_ = std::make_shared<append_batch>(socket().get_executor(), std::move(who));
    }
    message said;
    said.format = request.format;
    said.topic = request.topic;
    said.payload = request.payload;
    said.source = batch_->who.source;
    said.session = batch_->who.session;
    batch_->items.clear();
    batch_->items.push_back({0, keep(said)});
    context_.history.append(batch_);
    const bool committed = co_await batch_->committed.wait();
    publishing_ = false;
    if (!committed)
        co_return;
    const append_outcome& outcome = batch_->outcome;
    subscription_.answer(outcome.stopped_by ? error_event(*outcome.stopped_by, id)
                                            : published_event(id, outcome.last));
    go_on_reading();
}

} // namespace

void begin_ws_session(transport connection, const accepted_upgrade& upgrade,
                      const subscribe_request& request, admission admitted,
                      subscriber_context& context) {
    const auto format = upgrade.deflated ? deflated(request.format) : request.format;
    std::make_shared<ws_session>(std::move(connection), format, upgrade.answer, std::move(admitted),
                                 context)
        ->begin(request);
}

} // namespace crier
