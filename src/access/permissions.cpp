#include "access/permissions.hpp"

#include "access/strict_json.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <utility>
#include <vector>

namespace crier {
namespace {

namespace json = boost::json;

constexpr std::string_view placeholder = "{name}";

bool has_placeholder(const topic_filters& filters) {
    const auto has = [](const std::string& filter) {
        return filter.find(placeholder) != std::string::npos;
    };
    return std::ranges::any_of(filters.publish, has) || std::ranges::any_of(filters.subscribe, has);
}

std::string replaced(std::string text, std::string_view name) {
    for (std::size_t at = 0; (at = text.find(placeholder, at)) != std::string::npos;
         at += name.size())
        text.replace(at, placeholder.size(), name);
    return text;
}

topic_filters replaced(topic_filters filters, std::string_view name) {
    for (std::vector<std::string>* kind : {&filters.publish, &filters.subscribe}) {
        for (std::string& filter : *kind)
            filter = replaced(std::move(filter), name);
    }
    return filters;
}

/// Whether it can be a part of one level, and no part of what the hub says itself.
bool is_level(std::string_view name) {
    return !name.empty() && !name.starts_with('$') &&
           name.find_first_of(std::string_view{"+#/\0", 4}) == std::string_view::npos;
}

/// The filters of one client or of "*", with {name} in them.
result<topic_filters> read_entry(const json::value& value, const std::string& where) {
    auto filters = read_topic_filters(value, where);
    if (!filters)
        return filters.error();
    if (auto wrong = check_topic_filters(replaced(*filters, "x"), where))
        return *wrong;
    return std::move(*filters);
}

std::string named(std::string_view file, std::string_view member) {
    return std::string{file} + ": \"" + std::string{member} + "\"";
}

} // namespace

result<permissions> permissions::parse(std::string_view text, std::string_view file) {
    const auto object = parse_strictly(text, file);
    if (!object)
        return object.error();
    if (const auto unknown = unknown_member(*object, {"anonymous", "certificates", "tokens"})) {
        return refusal{errc::bad_json,
                       std::string{file} + ": " + *unknown +
                           " is unknown; there are \"anonymous\", \"certificates\" and \"tokens\""};
    }
    permissions out;
    if (const json::value* anonymous = object->if_contains("anonymous")) {
        const std::string where = named(file, "anonymous");
        auto filters = read_entry(*anonymous, where);
        if (!filters)
            return filters.error();
        if (has_placeholder(*filters))
            return refusal{errc::bad_json, where + ": {name} stands for nothing here, as anonymous "
                                                   "clients have no name"};
        out.anonymous_ = std::move(*filters);
    }
    for (const auto& [member, into] :
         {std::pair{"certificates", &out.certificates_}, std::pair{"tokens", &out.tokens_}}) {
        const json::value* clients = object->if_contains(member);
        if (clients == nullptr)
            continue;
        const std::string where = named(file, member);
        if (!clients->is_object())
            return refusal{errc::bad_json, where + ": it must be an object of clients' names"};
        for (const auto& client : clients->get_object()) {
            const std::string name{client.key().data(), client.key().size()};
            auto filters = read_entry(client.value(), where + "." + in_quotes(name));
            if (!filters)
                return filters.error();
            into->emplace(name, std::move(*filters));
        }
    }
    return out;
}

result<permissions::entry> permissions::for_anonymous() const {
    if (anonymous_)
        return entry{*anonymous_, "\"anonymous\" in the permissions file"};
    return refusal{errc::unauthorized,
                   "this hub doesn't admit anonymous clients; connect with a token or a "
                   "certificate"};
}

result<permissions::entry> permissions::look_up(const section& in, std::string_view member,
                                                std::string_view name) {
    auto found = in.find(name);
    if (found == in.end())
        found = in.find("*");
    if (found == in.end()) {
        return refusal{errc::forbidden, in_quotes(name) + " is not named under \"" +
                                            std::string{member} +
                                            "\" in the hub's permissions file, nor is \"*\"; have "
                                            "it added"};
    }
    const std::string rule =
        "\"" + std::string{member} + "\"." + in_quotes(found->first) + " in the permissions file";
    if (!has_placeholder(found->second))
        return entry{found->second, rule};
    entry out{replaced(found->second, name), rule};
    if (!is_level(name) || check_topic_filters(out.filters, rule)) {
        return refusal{errc::forbidden,
                       in_quotes(name) + " can't stand for {name} in a filter of " + rule +
                           ": that must be text without \"+\", \"#\", \"/\" and NUL that doesn't "
                           "begin with \"$\", and short enough"};
    }
    return out;
}

result<permissions::entry> permissions::for_certificate(std::string_view name) const {
    return look_up(certificates_, "certificates", name);
}

result<permissions::entry> permissions::for_token(std::string_view subject) const {
    return look_up(tokens_, "tokens", subject);
}

} // namespace crier
