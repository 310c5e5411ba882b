#include "cli/listings.hpp"

#include "cli/connection_flags.hpp"
#include "cli/hub_questions.hpp"
#include "cli/plain_text.hpp"
#include "cli/speaking.hpp"
#include "cli/style.hpp"
#include "cli/table.hpp"
#include "protocol/clock.hpp"
#include "protocol/json_members.hpp"
#include "protocol/text_values.hpp"

#include <crier/topic.hpp>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

const json::value* member_of(const json::object& object, std::string_view name) {
    return object.if_contains({name.data(), name.size()});
}

/// A member as people read it; a dash for null and for what isn't there.
std::string words_of(const json::object& object, std::string_view member) {
    const json::value* value = member_of(object, member);
    if (value == nullptr || value->is_null())
        return "-";
    if (const json::string* text = value->if_string())
        return {text->data(), text->size()};
    return json::serialize(*value);
}

double number_in(const json::object& object, std::string_view member) {
    const json::value* value = member_of(object, member);
    boost::system::error_code ec;
    return value != nullptr && value->is_number() ? value->to_number<double>(ec) : 0;
}

/// How long ago a time was: "4.21 s ago".
std::string ago(const json::object& object, std::string_view member) {
    const auto at = parse_time(words_of(object, member));
    if (!at)
        return "-";
    return duration_words(std::max(now() - *at, timestamp::duration{0})) + " ago";
}

/// Asks one thing and shows the answer, for people or as it came.
class question_command : public command {
public:
    void declare(command_line& line) override {
        line.add_switch("--json", json_, "The hub's own answer, for scripts");
        line.add_choice("--color", color_, {"auto", "always", "never"},
                        "auto: on a terminal, unless NO_COLOR is set");
        connection_.declare(line);
    }

    std::optional<std::string> check() override { return connection_.check(); }

    asio::awaitable<int> run() override {
        const auto told = co_await ask_for_object(connection_.web(), target());
        if (!told) {
            complain("no answer from " + connection_.web_text(), told.error());
            co_return status_failed;
        }
        if (json_)
            say(told->text.ends_with('\n') ? told->text : told->text + "\n");
        else
            say(words(told->object, style_for(color_, stdout)));
        co_return status_of(told->object);
    }

protected:
    [[nodiscard]] virtual std::string target() const = 0;
    [[nodiscard]] virtual std::string words(const json::object& told, const style& with) const = 0;
    [[nodiscard]] virtual int status_of(const json::object& /*told*/) const { return status_ok; }

private:
    connection_flags connection_;
    bool json_ = false;
    std::string color_ = "auto";
};

/// The rows in a member, through `cells`, as a table.
template <class Cells>
std::string rows_of(const json::object& told, std::string_view member, table shown,
                    const std::string& none, const style& with, const Cells& cells) {
    const json::value* rows = member_of(told, member);
    if (rows == nullptr || !rows->is_array() || rows->get_array().empty())
        return none + "\n";
    for (const json::value& row : rows->get_array()) {
        if (row.is_object())
            shown.add(cells(row.get_object()));
    }
    return shown.text(with);
}

class topics_command final : public question_command {
    std::string target() const override { return "/api/v1/topics"; }
    std::string words(const json::object& told, const style& with) const override {
        table shown{{{"TOPIC", false},
                     {"MESSAGES", true},
                     {"PER SECOND", true},
                     {"LAST OFFSET", true},
                     {"LAST", true}}};
        return rows_of(told, "topics", std::move(shown), "There are no topics yet.", with,
                       [](const json::object& row) -> std::vector<std::string> {
                           return {words_of(row, "topic"), words_of(row, "count"),
                                   rate_words(number_in(row, "messages_per_second")),
                                   words_of(row, "last_offset"), ago(row, "last_time")};
                       });
    }
};

class publishers_command final : public question_command {
    std::string target() const override { return "/api/v1/publishers"; }
    std::string words(const json::object& told, const style& with) const override {
        table shown{{{"SOURCE", false},
                     {"ADDRESS", false},
                     {"CONNECTED", true},
                     {"MESSAGES", true},
                     {"BYTES", true},
                     {"LAST", true}}};
        return rows_of(told, "publishers", std::move(shown), "Nobody publishes at the moment.",
                       with, [](const json::object& row) -> std::vector<std::string> {
                           return {words_of(row, "source"),
                                   words_of(row, "address"),
                                   ago(row, "connected_at"),
                                   words_of(row, "messages"),
                                   bytes_words(number_in(row, "bytes")),
                                   ago(row, "last_message_at")};
                       });
    }
};

class explain_command final : public question_command {
public:
    void declare(command_line& line) override {
        line.add_argument("TOPIC", topic_, "A topic, or a filter", true);
        question_command::declare(line);
    }
    std::optional<std::string> check() override {
        if (const auto wrong = check_filter(*topic_))
            return "TOPIC: " + wrong->message;
        return question_command::check();
    }

private:
    std::string target() const override {
        return "/api/v1/explain?topic=" + percent_encode(*topic_);
    }
    std::string words(const json::object& told, const style& with) const override;
    int status_of(const json::object& told) const override {
        return is_true(told, "admitted") ? status_ok : status_failed;
    }
    [[nodiscard]] static bool is_true(const json::object& object, std::string_view member) {
        const json::value* value = member_of(object, member);
        return value != nullptr && value->is_bool() && value->get_bool();
    }
    /// "yes, by factory/#", or "no: …"
    [[nodiscard]] static std::string verdict(const json::object& told, std::string_view member,
                                             const style& with);

    std::optional<std::string> topic_;
};

std::string explain_command::verdict(const json::object& told, std::string_view member,
                                     const style& with) {
    const json::value* verdict = member_of(told, member);
    if (verdict == nullptr || !verdict->is_object())
        return "-";
    const json::object& object = verdict->get_object();
    if (is_true(object, "allowed"))
        return with.paint(tint::green, "yes") + ", by " + plain_text(words_of(object, "filter"));
    return with.paint(tint::red, "no") + ": " + plain_text(words_of(object, "message")) + " (" +
           plain_text(words_of(object, "code")) + ")";
}

std::string explain_command::words(const json::object& told, const style& with) const {
    std::string out = "topic      " + plain_text(words_of(told, "topic")) + "\n";
    if (!is_true(told, "admitted")) {
        return out + "admitted   " + with.paint(tint::red, "no") + ": " +
               plain_text(words_of(told, "message")) + " (" + plain_text(words_of(told, "code")) +
               ")\n";
    }
    out += "client     " + plain_text(words_of(told, "client")) + "\n";
    out += "rule       " + plain_text(words_of(told, "rule")) + "\n";
    out += "expires    " + plain_text(words_of(told, "expires_at")) + "\n";
    out += "publish    " + verdict(told, "publish", with) + "\n";
    out += "subscribe  " + verdict(told, "subscribe", with) + "\n";
    return out;
}

} // namespace

std::unique_ptr<command> make_topics() {
    return std::make_unique<topics_command>();
}

std::unique_ptr<command> make_publishers() {
    return std::make_unique<publishers_command>();
}

std::unique_ptr<command> make_explain() {
    return std::make_unique<explain_command>();
}

} // namespace crier
