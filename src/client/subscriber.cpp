#include <crier/subscriber.hpp>

#include "client/subscriber_connection.hpp"
#include "client/subscriber_state.hpp"
#include "protocol/client_message.hpp"

#include <utility>

namespace crier {

namespace asio = boost::asio;

namespace {

// It takes a share of the state: the subscriber may be destroyed while it runs.
asio::awaitable<refusal> run_subscriber(std::shared_ptr<subscriber_state> state) {
    if (auto wrong = check_options(state->options))
        co_return *wrong;
    co_return co_await state->keep_connected();
}

} // namespace

asio::awaitable<connection_end> subscriber_state::connect_once() {
    subscriber_connection connection{*this};
    co_return co_await connection.run();
}

std::optional<refusal> check_options(const subscriber_options& options) {
    if (options.filters.empty())
        return refusal{errc::bad_filter, "a subscriber needs at least one filter"};
    if (auto wrong = check_filters(options.filters))
        return wrong;
    start_point start;
    start.since = options.since;
    start.last = options.last;
    if (auto wrong = check_start(start))
        return wrong;
    return check_hello(hello_with(options));
}

subscriber::subscriber(const asio::any_io_executor& executor, subscriber_options options,
                       subscriber_handlers handlers)
    : state_{
          std::make_shared<subscriber_state>(executor, std::move(options), std::move(handlers))} {}

subscriber::~subscriber() {
    close();
    state_->handlers = {}; // what they refer to may go with us
}

asio::awaitable<refusal> subscriber::run() {
    return run_subscriber(state_);
}

void subscriber::close() {
    state_->close();
}

bool subscriber::is_connected() const noexcept {
    return state_->connected;
}

std::optional<position> subscriber::position() const noexcept {
    return state_->reached;
}

} // namespace crier
