#include "cli/record.hpp"

#include "cli/connection_flags.hpp"
#include "cli/line_file.hpp"
#include "cli/plain_text.hpp"
#include "cli/pretty_line.hpp"
#include "cli/recording.hpp"
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

class record_command final : public command {
public:
    void declare(command_line& line) override {
        line.add_argument("FILE", file_, "Where to write; one that is there is gone on with", true);
        line.add_arguments("FILTER", filters_,
                           "Topics to record, with + for one level and # for all further ones "
                           "[#: all, or those of the file]");
        start_.declare(line);
        line.add_optional_count("--count", count_, "End after so many messages");
        line.add_choice("--format", format_, {"ndjson", "cloudevents"},
                        "ndjson: the hub's own objects, a line each; cloudevents: CloudEvents 1.0, "
                        "without the gaps");
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
        are_filters_given_ = !filters_.empty();
        return check_filter_arguments(filters_);
    }

    asio::awaitable<int> run() override;

private:
    /// Opens the file, and finds out where it goes on. Why it can't, if it can't.
    [[nodiscard]] std::optional<std::string> open();
    void tell(std::string_view text);
    [[nodiscard]] bool take(const followed& next);
    void write(const followed& next);
    void append(std::string_view line);

    connection_flags connection_;
    starting_point start_;
    std::optional<std::string> file_;
    std::vector<std::string> filters_;
    bool are_filters_given_ = false;
    std::optional<std::uint64_t> count_;
    std::string format_ = "ndjson";
    bool quiet_ = false;

    // While it runs:
    line_file to_;
    recorded_end end_;
    std::optional<epoch> epoch_; ///< of what is written
    std::optional<std::string> failed_;
    following* following_ = nullptr;
    status_line* status_ = nullptr;
};

std::optional<std::string> record_command::open() {
    if (auto wrong = to_.open(*file_))
        return wrong;
    auto end = read_end(*file_, format_ == "ndjson" ? recording_format::ndjson
                                                    : recording_format::cloudevents);
    if (!end) {
        return end.error().message + "; it is no recording to go on with, and left as it was";
    }
    end_ = std::move(*end);
    if (!end_.filters.empty() && are_filters_given_ && end_.filters != filters_) {
        std::string recorded;
        for (const std::string& filter : end_.filters)
            recorded += " " + filter;
        return "it records" + recorded + ": give the same filters or none, or another file";
    }
    if (!end_.filters.empty())
        filters_ = end_.filters;
    return to_.keep(end_.whole_bytes);
}

void record_command::append(std::string_view line) {
    if (!failed_)
        failed_ = to_.append(line);
}

void record_command::write(const followed& next) {
    if (const auto* welcome = std::get_if<told_welcome>(&next.event)) {
        // Each history begins with its name, so that what is gone on with is surely the same.
        const bool is_new = std::exchange(epoch_, welcome->epoch) != welcome->epoch;
        if (is_new && format_ == "ndjson") {
            append(next.json);
            append(subscribed_line(filters_));
        }
    } else if (const auto* message = std::get_if<told_message>(&next.event)) {
        if (format_ == "ndjson") {
            append(next.json);
            return;
        }
        std::string event;
        append_cloud_event(event, *message, epoch_.value_or(epoch{}));
        append(event);
    } else if (std::holds_alternative<told_gap>(next.event) && format_ == "ndjson") {
        append(next.json);
    }
}

void record_command::tell(std::string_view text) {
    status_->hide();
    complain(text);
}

bool record_command::take(const followed& next) {
    write(next);
    if (const auto* gap = std::get_if<told_gap>(&next.event)) {
        tell("gap: " + gap_words(*gap));
    }
    if (next.missing) {
        tell("something is missing on " + std::get<told_message>(next.event).topic +
             " after offset " + std::to_string(next.missing->value));
    }
    return !failed_ && (!count_ || following_->tally().messages() < *count_);
}

asio::awaitable<int> record_command::run() {
    if (const auto wrong = open()) {
        complain(*file_ + ": " + *wrong);
        co_return status_failed;
    }
    const auto executor = co_await asio::this_coro::executor;
    following_options options;
    options.web = connection_.web();
    options.hub = connection_.web_text();
    options.filters = filters_;
    // What was begun without a message goes on where it was to begin.
    if (end_.is_begun || (end_.at && !start_.is_given())) {
        options.since = end_.at;
        epoch_ = end_.at->epoch;
        complain(*file_ + " has " + count_words(end_.messages, "message") + ": going on behind " +
                 epoch_->text() + ":" + std::to_string(end_.at->offset.value));
    } else {
        const auto wrong = co_await start_.apply(options);
        if (wrong) {
            complain("--since can't be looked up at " + options.hub, *wrong);
            co_return status_failed;
        }
    }
    status_line status{style_for("auto", stderr), !quiet_};
    status_ = &status;
    options.complain = [this](std::string_view text) {
        tell(text);
    };
    const auto on_event = [this](const followed& next) {
        return take(next);
    };
    following stream{executor, options, on_event};
    following_ = &stream;
    auto ending = quiet_ ? std::nullopt : std::optional<std::string>{"recorded "};
    const int ended = co_await follow_with_tally(stream, status, options.hub, std::move(ending));
    if (!failed_)
        co_return ended;
    complain(*file_ + " can't be written: " + *failed_);
    co_return status_failed;
}

} // namespace

std::unique_ptr<command> make_record() {
    return std::make_unique<record_command>();
}

} // namespace crier
