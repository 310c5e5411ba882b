#include "cli/check.hpp"

#include "cli/findings.hpp"
#include "cli/hub_questions.hpp"
#include "cli/plain_text.hpp"
#include "cli/publishing_flags.hpp"
#include "cli/round_trip.hpp"
#include "cli/speaking.hpp"
#include "client/http_exchange.hpp"

#include <crier/topic.hpp>

#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;

class check_command final : public command {
public:
    void declare(command_line& line) override {
        line.add_switch("--round-trip", round_trip_,
                        "Publish a message too, and wait until it comes back: it is kept like any");
        line.add_text("--topic", topic_, "Where the round trip goes [crier/check]");
        line.add_switch("--json", json_, "What was found as one JSON object");
        line.add_choice("--color", color_, {"auto", "always", "never"},
                        "auto: on a terminal, unless NO_COLOR is set");
        publishing_.declare(line);
    }

    std::optional<std::string> check() override {
        if (topic_.empty())
            topic_ = "crier/check";
        if (const auto wrong = check_topic(topic_))
            return "--topic: " + wrong->message;
        return publishing_.check();
    }

    asio::awaitable<int> run() override;

private:
    [[nodiscard]] asio::awaitable<finding> look_whether_ready() const;
    [[nodiscard]] asio::awaitable<void> look_at_counts();
    [[nodiscard]] asio::awaitable<finding> go_round() const;

    bool round_trip_ = false;
    std::string topic_;
    bool json_ = false;
    std::string color_ = "auto";
    publishing_flags publishing_;
    std::vector<finding> found_;
};

asio::awaitable<finding> check_command::look_whether_ready() const {
    const connection_options web = publishing_.connection().web();
    const std::string hub = publishing_.connection().web_text();
    http_question question;
    question.target = "/readyz";
    const auto deadline = event::clock::now() + publishing_.patience();
    const auto answer = co_await ask_once(web, std::move(question), deadline);
    if (!answer) {
        co_return finding{finding_level::ill, "ready",
                          hub + " doesn't answer: " + answer.error().message};
    }
    std::string text = answer->body.substr(0, answer->body.find_last_not_of(" \r\n") + 1);
    if (answer->status != 200) {
        co_return finding{finding_level::ill, "ready",
                          hub + " is not ready: " + text + " (HTTP status " +
                              std::to_string(answer->status) + ")"};
    }
    co_return finding{finding_level::good, "ready", hub + " takes connections and stores"};
}

asio::awaitable<void> check_command::look_at_counts() {
    const auto info = co_await ask_for_object(publishing_.connection().web(), "/api/v1/info");
    if (!info) {
        found_.push_back({finding_level::ill, "counts", info.error().message});
        co_return;
    }
    for (finding& one : findings_in(info->object))
        found_.push_back(std::move(one));
}

asio::awaitable<finding> check_command::go_round() const {
    const auto took = co_await make_round_trip(publishing_, topic_);
    if (!took)
        co_return finding{finding_level::ill, "round trip", took.error().message};
    co_return finding{finding_level::good, "round trip",
                      "a message on " + topic_ + " came back after " + duration_words(*took)};
}

asio::awaitable<int> check_command::run() {
    finding ready = co_await look_whether_ready();
    const bool is_ready = ready.level == finding_level::good;
    found_.push_back(std::move(ready));
    if (is_ready)
        co_await look_at_counts();
    if (is_ready && round_trip_) {
        finding trip = co_await go_round();
        found_.push_back(std::move(trip));
    }
    say(json_ ? findings_json(found_) : findings_words(found_, style_for(color_, stdout)));
    co_return status_of(found_);
}

} // namespace

std::unique_ptr<command> make_check() {
    return std::make_unique<check_command>();
}

} // namespace crier
