#include "cli/hub_questions.hpp"

#include "client/http_exchange.hpp"
#include "protocol/json_members.hpp"
#include "protocol/text_values.hpp"

#include <boost/json/array.hpp>

#include <chrono>
#include <optional>
#include <utility>

namespace crier {
namespace {

namespace asio = boost::asio;
namespace json = boost::json;

constexpr std::chrono::seconds patience{30};

struct found_message {
    std::uint64_t offset = 0;
    timestamp time;
};

refusal not_a_hub_s(std::string_view what) {
    return {errc::bad_json, "the answer has no " + std::string{what} + " as a hub's has"};
}

/// The first message of a page; nothing where it holds none.
result<std::optional<found_message>> first_in(const json::object& page) {
    const json::value* messages = page.if_contains("messages");
    if (messages == nullptr || !messages->is_array())
        return not_a_hub_s("\"messages\"");
    if (messages->get_array().empty())
        return std::optional<found_message>{};
    const json::value& first = messages->get_array().front();
    if (!first.is_object())
        return not_a_hub_s("\"messages\"");
    const auto offset = optional_unsigned(first.get_object(), "offset");
    const auto time = optional_string(first.get_object(), "time");
    const auto parsed = time && *time ? parse_time(**time) : std::nullopt;
    if (!offset || !*offset || !parsed)
        return not_a_hub_s("\"offset\" and \"time\"");
    return std::optional{found_message{**offset, *parsed}};
}

} // namespace

std::string percent_encode(std::string_view text) {
    constexpr std::string_view plain =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (plain.find(c) != std::string_view::npos)
            out.push_back(c);
        else
            out.append({'%', digits[byte >> 4U], digits[byte & 0xFU]});
    }
    return out;
}

std::string topics_query(const std::vector<std::string>& filters) {
    std::string out;
    for (const std::string& filter : filters)
        out += (out.empty() ? "topics=" : "&topics=") + percent_encode(filter);
    return out;
}

asio::awaitable<result<told_object>> ask_for_object(connection_options web, std::string target) {
    http_question question;
    question.target = std::move(target);
    question.headers.emplace_back("Accept", "application/json");
    const auto deadline = event::clock::now() + patience;
    auto answer = co_await ask_once(web, std::move(question), deadline);
    if (!answer)
        co_return answer.error();
    if (answer->status != 200)
        co_return refusal_in(*answer);
    auto object = parse_object(answer->body, "the answer");
    if (!object)
        co_return object.error();
    co_return told_object{std::move(answer->body), std::move(*object)};
}

asio::awaitable<result<position>> find_time(connection_options web,
                                            std::vector<std::string> filters, timestamp time) {
    const auto info = co_await ask_for_object(web, "/api/v1/info");
    if (!info)
        co_return info.error();
    const auto epoch_text = optional_string(info->object, "epoch");
    const auto oldest = optional_unsigned(info->object, "oldest_offset");
    const auto last = optional_unsigned(info->object, "last_offset");
    const bool is_told = epoch_text && *epoch_text && oldest && *oldest && last && *last;
    const auto at = parse_position((is_told ? **epoch_text : std::string{}) + ":0");
    if (!is_told || !at)
        co_return not_a_hub_s("\"epoch\", \"oldest_offset\" and \"last_offset\"");
    std::uint64_t low = **oldest;
    std::uint64_t high = **last + 1;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        const std::string since = at->epoch->text() + "%3A" + std::to_string(middle - 1);
        const auto page = co_await ask_for_object(web, "/api/v1/messages?" + topics_query(filters) +
                                                           "&limit=1&since=" + since);
        if (!page)
            co_return page.error();
        const auto next = first_in(page->object);
        if (!next)
            co_return next.error();
        if (*next && (*next)->time < time)
            low = (*next)->offset + 1;
        else
            high = middle;
    }
    co_return position{at->epoch, offset{low == 0 ? 0 : low - 1}};
}

} // namespace crier
