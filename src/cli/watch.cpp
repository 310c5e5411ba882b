#include "cli/watch.hpp"

#include "cli/connection_flags.hpp"
#include "cli/following.hpp"
#include "cli/pretty_line.hpp"
#include "cli/speaking.hpp"
#include "cli/starting_point.hpp"
#include "cli/status_line.hpp"
#include "cli/tally_display.hpp"

#include <boost/asio/this_coro.hpp>

#include <utility>
#include <variant>

namespace crier {
namespace {

namespace asio = boost::asio;

class watch_command final : public command {
public:
    void declare(command_line& line) override {
        line.add_arguments("FILTER", filters_,
                           "Topics to watch, with + for one level and # for all further ones "
                           "[#: all]");
        start_.declare(line);
        line.add_optional_count("--count", count_, "End after so many messages");
        line.add_choice("--format", format_, {"pretty", "json", "raw"},
                        "pretty: for people; json: the hub's own, an object a line; raw: payloads "
                        "alone, a line each");
        line.add_choice("--color", color_, {"auto", "always", "never"},
                        "auto: on a terminal, unless NO_COLOR is set");
        line.add_switch("--quiet", quiet_, "No statistics");
        connection_.declare(line);
    }

    std::optional<std::string> check() override {
        if (auto wrong = connection_.check())
            return wrong;
        if (auto wrong = start_.check())
            return wrong;
        if (count_ == 0)
            return "--count: there is nothing to wait for with 0";
        return check_filter_arguments(filters_);
    }

    asio::awaitable<int> run() override;

private:
    void tell(std::string_view text);
    [[nodiscard]] bool take(const followed& next);
    [[nodiscard]] std::string shown(const followed& next);

    connection_flags connection_;
    starting_point start_;
    std::vector<std::string> filters_;
    std::optional<std::uint64_t> count_;
    std::string format_ = "pretty";
    std::string color_ = "auto";
    bool quiet_ = false;

    // While it runs:
    std::optional<pretty_lines> pretty_;
    following* following_ = nullptr;
    status_line* status_ = nullptr;
};

/// What is to be printed of an event; empty: nothing.
std::string watch_command::shown(const followed& next) {
    const auto* message = std::get_if<told_message>(&next.event);
    const auto* gap = std::get_if<told_gap>(&next.event);
    if (message == nullptr && gap == nullptr)
        return {};
    if (format_ == "json")
        return std::string{next.json} + "\n";
    if (format_ == "raw") {
        if (gap != nullptr)
            tell("gap: " + gap_words(*gap));
        return message == nullptr ? std::string{} : message->payload + "\n";
    }
    if (gap != nullptr)
        return pretty_->gap(*gap) + "\n";
    return (next.missing ? pretty_->missing(*message, *next.missing) + "\n" : "") +
           pretty_->message(*message) + "\n";
}

void watch_command::tell(std::string_view text) {
    status_->hide();
    complain(text);
}

bool watch_command::take(const followed& next) {
    if (next.missing && format_ != "pretty") {
        const auto& message = std::get<told_message>(next.event);
        tell("missing on " + message.topic + ": something after offset " +
             std::to_string(next.missing->value) + " and up to " +
             std::to_string(message.prev.value));
    }
    if (const std::string text = shown(next); !text.empty()) {
        if (is_terminal(stdout))
            status_->hide();
        say(text);
    }
    return !count_ || following_->tally().messages() < *count_;
}

asio::awaitable<int> watch_command::run() {
    const auto executor = co_await asio::this_coro::executor;
    following_options options;
    options.web = connection_.web();
    options.hub = connection_.web_text();
    options.filters = filters_;
    const auto wrong = co_await start_.apply(options);
    if (wrong) {
        complain("--since can't be looked up at " + options.hub, *wrong);
        co_return status_failed;
    }
    pretty_.emplace(style_for(color_, stdout));
    status_line status{style_for(color_, stderr), !quiet_};
    status_ = &status;
    options.complain = [this](std::string_view text) {
        tell(text);
    };
    const auto on_event = [this](const followed& next) {
        return take(next);
    };
    following stream{executor, options, on_event};
    following_ = &stream;
    auto ending = quiet_ ? std::nullopt : std::optional<std::string>{""};
    const int ended = co_await follow_with_tally(stream, status, options.hub, std::move(ending));
    co_return ended;
}

} // namespace

std::unique_ptr<command> make_watch() {
    return std::make_unique<watch_command>();
}

} // namespace crier
