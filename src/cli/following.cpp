#include "cli/following.hpp"

#include "cli/hub_questions.hpp"

#include <utility>

namespace crier {

following::following(const boost::asio::any_io_executor& executor, following_options options,
                     std::function<bool(const followed&)> take)
    : options_{std::move(options)},
      take_{std::move(take)},
      tally_{stream_tally::clock::now()},
      teller_{options_.hub, options_.complain},
      stream_{std::make_unique<event_stream>(executor, stream_options(options_), handlers())} {}

event_stream_options following::stream_options(const following_options& options) {
    event_stream_options out;
    static_cast<connection_options&>(out) = options.web;
    out.query = topics_query(options.filters);
    const std::string mark = out.query.empty() ? "" : "&";
    if (options.since) {
        const position& at = *options.since;
        const std::string number = std::to_string(at.offset.value);
        out.query += mark + "since=" + (at.epoch ? at.epoch->text() + "%3A" : "") + number;
    } else if (options.last > 0) {
        out.query += mark + "last=" + std::to_string(options.last);
    }
    return out;
}

event_stream_handlers following::handlers() {
    event_stream_handlers out;
    out.heard = [this](const server_sent_event& event) {
        hear(event);
    };
    out.disconnected = [this](const setback& setback) {
        tell(setback);
    };
    return out;
}

boost::asio::awaitable<refusal> following::run() {
    refusal why = co_await stream_->run();
    co_return unreadable_.value_or(why);
}

void following::hear(const server_sent_event& heard) {
    const auto event = parse_stream_event(heard.data);
    if (!event) {
        unreadable_ = event.error();
        stream_->close();
        return;
    }
    followed next{*event, heard.data, {}};
    if (const auto* welcome = std::get_if<told_welcome>(&*event)) {
        std::optional<offset> from = welcome->last;
        if (options_.last > 0 || (options_.since && options_.since->offset == offset{}))
            from.reset(); // the first that comes is the beginning
        else if (options_.since)
            from = options_.since->offset;
        tally_.welcome(*welcome, from);
        teller_.tell_connected();
    } else if (const auto* message = std::get_if<told_message>(&*event)) {
        if (tally_.came_before(*message))
            return;
        next.missing = tally_.count(*message);
    } else if (const auto* gap = std::get_if<told_gap>(&*event)) {
        tally_.count(*gap);
    }
    if (!take_(next))
        stream_->close();
}

void following::tell(const setback& setback) {
    if (setback.was_connected)
        tally_.count_cut();
    teller_.tell(setback);
}

} // namespace crier
