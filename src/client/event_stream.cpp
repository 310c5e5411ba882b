#include "client/event_stream.hpp"

#include "client/http_exchange.hpp"
#include "client/reconnect.hpp"
#include "protocol/json_members.hpp"

#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

constexpr std::size_t refusal_bytes_max = std::size_t{64} * 1024;

/// A hub that is silent for twice as long as it promised is gone; until it has promised anything,
/// it has this long. And so much a busy network may add.
constexpr std::chrono::seconds unpromised_silence{60};
constexpr std::chrono::seconds network_delay{5};

/// The number of a member; 0 where there is none.
double number_in(std::string_view json, std::string_view member) {
    const auto object = parse_object(json, "an event");
    const boost::json::value* value =
        object ? object->if_contains({member.data(), member.size()}) : nullptr;
    if (value == nullptr || !value->is_number())
        return 0;
    boost::system::error_code ec;
    return value->to_number<double>(ec);
}

std::chrono::milliseconds milliseconds_of(double count, double cap) {
    return std::chrono::milliseconds{static_cast<std::int64_t>(std::min(count, cap))};
}

} // namespace

struct event_stream_state final : reconnecting {
    event_stream_state(const asio::any_io_executor& on, event_stream_options with,
                       event_stream_handlers tell)
        : reconnecting{on, with},
          options{std::move(with)},
          handlers{std::move(tell)},
          position{options.position} {}

    event_stream_options options;
    event_stream_handlers handlers;
    std::string position; ///< up to where events have been handed over
    std::chrono::milliseconds silence_max{unpromised_silence};
    std::chrono::milliseconds wait{0}; ///< as the hub asked for
    bool useful = false;

    void tell_connected(const std::string& /*hub*/) override {}

private:
    [[nodiscard]] asio::awaitable<connection_end> connect_once() override;
    [[nodiscard]] asio::awaitable<connection_end> read_events(http_exchange exchange);
    [[nodiscard]] asio::awaitable<connection_end> read_refusal(http_exchange exchange);
    void tell_disconnected(const setback& setback) override {
        if (handlers.disconnected)
            handlers.disconnected(setback);
    }
    void take(const server_sent_event& event);
};

asio::awaitable<connection_end> event_stream_state::connect_once() {
    http_question question;
    question.target = "/events?" + options.query;
    question.headers = {{"Accept", "text/event-stream"}, {"Cache-Control", "no-cache"}};
    if (!position.empty())
        question.headers.emplace_back("Last-Event-ID", position);
    const auto deadline = event::clock::now() + options.connect_deadline;
    auto asked = co_await http_exchange::ask(options, std::move(question), deadline);
    if (!asked) {
        connection_end failed;
        failed.why = asked.error();
        co_return failed;
    }
    if (asked->status() == 200 && asked->content_type() == "text/event-stream")
        co_return co_await read_events(std::move(*asked));
    co_return co_await read_refusal(std::move(*asked));
}

asio::awaitable<connection_end> event_stream_state::read_events(http_exchange exchange) {
    server_sent_reader reader;
    connection_end ended;
    ended.was_connected = true;
    connected = true;
    wait = {};
    useful = false;
    silence_max = unpromised_silence;
    const auto take_one = [this](const server_sent_event& event) {
        take(event);
        return !closed();
    };
    for (;;) {
        const auto piece = co_await exchange.read(event::clock::now() + silence_max);
        if (!piece) {
            ended.why = piece.error();
        } else if (piece->empty()) {
            ended.why = {errc::connection_ended, "the hub ended the connection"};
        } else if (reader.feed(*piece, take_one)) {
            continue;
        } else {
            ended.why = {errc::bad_frame, "what the hub sent can't be taken"};
        }
        ended.wait = wait;
        ended.useful = useful;
        co_return ended;
    }
}

/// An answer of 400 and above that would be the same next time ends it.
asio::awaitable<connection_end> event_stream_state::read_refusal(http_exchange exchange) {
    http_answer answer;
    answer.status = exchange.status();
    const auto deadline = event::clock::now() + options.connect_deadline;
    while (answer.body.size() < refusal_bytes_max) {
        const auto piece = co_await exchange.read(deadline);
        if (!piece || piece->empty())
            break;
        answer.body.append(*piece);
    }
    connection_end ended;
    ended.why = refusal_in(answer);
    const bool is_hub_s_trouble = answer.status >= 500 || answer.status == 429;
    const bool knows_better = ended.why.code != errc::internal;
    const bool retry =
        is_hub_s_trouble || (knows_better && can_get_better(ended.why.code, options));
    if (!retry)
        ended.next = connection_end::next_step::give_up;
    co_return ended;
}

void event_stream_state::take(const server_sent_event& event) {
    if (event.type == "welcome") {
        const double heartbeat = number_in(event.data, "heartbeat_s") * 1000;
        if (heartbeat > 0)
            silence_max = milliseconds_of(2 * heartbeat, 86'400'000) + network_delay;
    } else if (event.type == "drain") {
        wait = milliseconds_of(number_in(event.data, "reconnect_ms"), 60'000);
    } else {
        useful = true;
    }
    if (!event.id.empty())
        position = event.id;
    handlers.heard(event);
}

namespace {

// It takes a share of the state: the stream may be destroyed while it runs.
asio::awaitable<refusal> run_stream(std::shared_ptr<event_stream_state> state) {
    co_return co_await state->keep_connected();
}

} // namespace

event_stream::event_stream(const asio::any_io_executor& executor, event_stream_options options,
                           event_stream_handlers handlers)
    : state_{std::make_shared<event_stream_state>(executor, std::move(options),
                                                  std::move(handlers))} {}

event_stream::~event_stream() {
    close();
    state_->handlers.heard = [](const server_sent_event&) {
    }; // what it referred to may go with us
    state_->handlers.disconnected = {};
}

asio::awaitable<refusal> event_stream::run() {
    return run_stream(state_);
}

void event_stream::close() {
    state_->close();
}

} // namespace crier
