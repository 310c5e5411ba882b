#include "cli/publish.hpp"

#include "cli/acknowledged_publishers.hpp"
#include "cli/plain_text.hpp"
#include "cli/publishing_flags.hpp"
#include "cli/speaking.hpp"
#include "cli/standard_input.hpp"
#include "cli/told_message.hpp"
#include "protocol/check_publish.hpp"

#include <boost/asio/this_coro.hpp>

#include <deque>
#include <tuple>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

/// A message that waits for the hub, and on which line of the input it stood.
struct sent_line {
    std::uint64_t number = 0;
    std::uint64_t line = 0;
};

class publish_command final : public command {
public:
    void declare(command_line& line) override {
        line.add_argument("TOPIC", topic_,
                          "Where to publish; with --ndjson, where a line names none", false);
        line.add_argument("TEXT", text_,
                          "What to publish; without it, or as -, standard input, a message a line",
                          false);
        line.add_choice("--format", format_, {"text", "json", "binary"}, "What the messages are");
        line.add_switch("--whole", whole_, "Standard input is one message");
        line.add_switch("--ndjson", ndjson_,
                        "Each line is a JSON object with \"data\" or \"data_base64\", perhaps "
                        "\"topic\" and \"content_type\": what watch --format json shows and record "
                        "writes");
        line.add_count("--rate", rate_, "Messages a second; 0: as fast as the hub takes them");
        line.add_switch("--offsets", offsets_,
                        "Print the offset of each message of standard input too, a line each; each "
                        "then waits for the one before it to be acknowledged");
        line.add_switch("--quiet", quiet_, "No last line with how many were acknowledged");
        publishing_.declare(line);
    }

    std::optional<std::string> check() override;
    asio::awaitable<int> run() override;

private:
    [[nodiscard]] asio::awaitable<void> feed();
    [[nodiscard]] asio::awaitable<void> feed_lines(standard_input& input);
    [[nodiscard]] asio::awaitable<void> publish(line_to_publish message);
    [[nodiscard]] asio::awaitable<void> take(std::string line);
    [[nodiscard]] asio::awaitable<void> pause();
    void refuse(std::uint64_t line, const refusal& why);
    void note_acknowledged(std::uint64_t number, std::optional<offset> at);
    void note_refused(std::uint64_t number, const refusal& why);
    [[nodiscard]] acknowledged_publishers::handlers handlers();

    std::optional<std::string> topic_;
    std::optional<std::string> text_;
    std::string format_ = "text";
    bool whole_ = false;
    bool ndjson_ = false;
    std::uint64_t rate_ = 0;
    bool offsets_ = false;
    bool quiet_ = false;
    publishing_flags publishing_;

    // While it runs:
    publisher* to_ = nullptr;
    event* answered_ = nullptr; ///< for who waits for each message
    std::deque<sent_line> waiting_;
    std::uint64_t line_ = 0; ///< of the input; 0: there are no lines
    std::uint64_t published_ = 0;
    std::uint64_t refused_ = 0;
    event::clock::time_point begun_;
};

std::optional<std::string> publish_command::check() {
    if (auto wrong = publishing_.check())
        return wrong;
    if (text_ == "-")
        text_.reset();
    if (!topic_ && !ndjson_)
        return "TOPIC is required, unless each line of --ndjson names one";
    if (text_ && (ndjson_ || whole_))
        return "TEXT, --ndjson and --whole exclude one another";
    if (ndjson_ && (whole_ || format_ != "text"))
        return "--ndjson says for each line what it is: --format and --whole are for others";
    if (const auto wrong =
            topic_ ? check_publish(*topic_, payload_format::text, {}, 0) : std::optional<refusal>{})
        return "TOPIC: " + wrong->message;
    offsets_ = offsets_ || text_ || whole_;
    return std::nullopt;
}

void publish_command::refuse(std::uint64_t line, const refusal& why) {
    ++refused_;
    complain(line == 0 ? std::string{"refused"} : "line " + std::to_string(line) + " is refused",
             why);
}

void publish_command::note_acknowledged(std::uint64_t number, std::optional<offset> at) {
    while (!waiting_.empty() && waiting_.front().number <= number)
        waiting_.pop_front();
    if (offsets_)
        say((at ? std::to_string(at->value) : "unknown") + "\n");
    answered_->notify();
}

void publish_command::note_refused(std::uint64_t number, const refusal& why) {
    for (const sent_line& sent : waiting_) {
        if (sent.number == number) {
            refuse(sent.line, why);
            break;
        }
    }
    answered_->notify();
}

acknowledged_publishers::handlers publish_command::handlers() {
    acknowledged_publishers::handlers out;
    out.refused = [this](std::uint64_t number, const refusal& why) {
        note_refused(number, why);
    };
    out.acknowledged = [this](std::uint64_t number, std::optional<offset> at) {
        note_acknowledged(number, at);
    };
    return out;
}

/// Until the next message is due.
asio::awaitable<void> publish_command::pause() {
    if (rate_ == 0)
        co_return;
    const double seconds = static_cast<double>(published_) / static_cast<double>(rate_);
    const std::chrono::duration<double> later{seconds};
    const auto due = begun_ + std::chrono::duration_cast<event::clock::duration>(later);
    const auto executor = co_await asio::this_coro::executor;
    event never{executor};
    while (event::clock::now() < due) {
        std::ignore = co_await never.wait_until(due);
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            co_return;
    }
}

asio::awaitable<void> publish_command::publish(line_to_publish message) {
    co_await pause();
    const std::uint64_t line = line_;
    const auto number = co_await to_->publish_when_room(std::move(message.topic),
                                                        std::move(message.payload), message.format);
    if (!number) {
        if (number.error().code != errc::closed) // which is how the end of all ends it
            refuse(line, number.error());
        co_return;
    }
    ++published_;
    waiting_.push_back(sent_line{*number, line});
    while (offsets_ && to_->unacknowledged() > 0) {
        const bool notified = co_await answered_->wait();
        if (!notified)
            co_return;
    }
}

/// What a stream says besides messages is passed over: a recording is published as it is.
asio::awaitable<void> publish_command::take(std::string text) {
    constexpr std::string_view typed = R"({"type":")";
    if (!ndjson_) {
        line_to_publish message;
        message.topic = *topic_;
        message.format = format_ == "text"   ? payload_format::text
                         : format_ == "json" ? payload_format::json
                                             : payload_format::binary;
        message.payload = std::move(text);
        co_await publish(std::move(message));
        co_return;
    }
    if (text.empty() || (text.starts_with(typed) && !text.starts_with(R"({"type":"message")")))
        co_return;
    auto read = parse_line_to_publish(text, topic_.value_or(""));
    if (read)
        co_await publish(std::move(*read));
    else
        refuse(line_, read.error());
}

asio::awaitable<void> publish_command::feed_lines(standard_input& input) {
    for (;;) {
        auto line = co_await input.next_line();
        const auto cancellation = co_await asio::this_coro::cancellation_state;
        if (cancellation.cancelled() != asio::cancellation_type::none)
            co_return;
        ++line_;
        if (!line)
            refuse(line_, line.error());
        if (!line || !*line)
            co_return;
        co_await take(std::move(**line));
    }
}

asio::awaitable<void> publish_command::feed() {
    if (text_) {
        co_await take(*text_);
        co_return;
    }
    const auto executor = co_await asio::this_coro::executor;
    standard_input input{executor};
    if (!whole_) {
        co_await feed_lines(input);
        co_return;
    }
    auto all = co_await input.rest();
    if (all)
        co_await take(std::move(*all));
    else
        refuse(0, all.error());
}

asio::awaitable<int> publish_command::run() {
    const auto executor = co_await asio::this_coro::executor;
    event answered{executor};
    answered_ = &answered;
    begun_ = event::clock::now();
    acknowledged_publishers to{executor, publishing_.hub_text(), publishing_.patience()};
    to_ = &to.add(publishing_.options(), handlers());
    const auto failed = co_await to.run(feed());
    const std::string hub = publishing_.hub_text();
    const std::uint64_t kept = to.acknowledged();
    if (failed) {
        complain(hub, *failed);
        complain(count_words(to_->unacknowledged(), "message") +
                 " may not be kept: never acknowledged");
    }
    if (!quiet_ && (!text_ || failed || refused_ > 0)) {
        complain(count_words(kept, "message") + " acknowledged by " + hub +
                 (refused_ > 0 ? ", " + std::to_string(refused_) + " refused" : ""));
    }
    co_return failed || refused_ > 0 ? status_failed : status_ok;
}

} // namespace

std::unique_ptr<command> make_publish() {
    return std::make_unique<publish_command>();
}

} // namespace crier
