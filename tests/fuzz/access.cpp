// Tokens, permissions and where pages are from. Input: a byte that chooses, then the text.

#include "fuzz/property.hpp"

#include "access/explanation.hpp"
#include "access/filter_cover.hpp"
#include "access/origin_policy.hpp"
#include "access/permissions.hpp"
#include "access/token_claims.hpp"
#include "http/credentials.hpp"

#include <crier/topic.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace crier::fuzz {
namespace {

constexpr timestamp today{std::chrono::seconds{1'800'000'000}};

/// A gatekeeper whose only key nobody who makes up tokens can know.
const gatekeeper& keeper() {
    static const gatekeeper out = [] {
        std::string folder =
            (std::filesystem::temp_directory_path() / "crier-fuzz-XXXXXX").string();
        require(::mkdtemp(folder.data()) != nullptr, "there is a temporary folder");
        const std::string file = folder + "/secret";
        std::ofstream{file} << "a secret that is long enough for HS256";
        access_options options;
        options.token_keys = {file};
        gatekeeper made{std::move(options)};
        std::filesystem::remove_all(folder);
        return made;
    }();
    return out;
}

void check_filters_valid(const topic_filters& filters) {
    require(!check_topic_filters(filters, "here"), "what was read is valid");
    require(filters.publish.size() + filters.subscribe.size() <= permitted_filters_max,
            "filters are not too many");
}

void check_permissions(std::string_view text) {
    const auto read = permissions::parse(text, "file");
    if (!read) {
        require(read.error().message.starts_with("file"), "a refusal names the file");
        return;
    }
    for (const std::string_view name : {"press-7", "+", "a/b", "$hub", "\xC3\xA4"}) {
        for (const auto& entry : {read->for_certificate(name), read->for_token(name)}) {
            if (entry)
                check_filters_valid(entry->filters);
        }
    }
    if (const auto entry = read->for_anonymous())
        check_filters_valid(entry->filters);
}

void check_claims(std::string_view payload) {
    const auto claims = read_claims(payload, token_rules{"", "", true}, today);
    if (!claims) {
        require(claims.error().code == errc::unauthorized, "a bad token is unauthorized");
        return;
    }
    if (claims->filters)
        check_filters_valid(*claims->filters);
    require(!claims->expires_at || *claims->expires_at > today, "an expired token is refused");
}

void check_token(std::string_view text) {
    const auto explained = explain(keeper(), {std::string{text}, {}}, "a", today);
    require(explained && explained->refused, "a token that nobody signed is refused");
    require(is_json(explanation_json(*explained)), "an explanation is JSON");
    const bool token_like = text.size() >= 20 && std::ranges::count(text, '.') == 2;
    require(!token_like || explained->refused->message.find(text) == std::string::npos,
            "a refusal doesn't tell the token");
}

/// Two filters and a topic, a line each.
void check_cover(std::string_view text) {
    const std::string_view permitted = take_until(text, '\n');
    const std::string_view wanted = take_until(text, '\n');
    if (check_filter(permitted) || check_filter(wanted))
        return;
    require(covers(wanted, wanted), "a filter covers itself");
    if (!check_topic(text) && covers(permitted, wanted) && matches(wanted, text))
        require(matches(permitted, text), "who is covered gets nothing more");
}

void check_request(std::string_view text) {
    const std::string_view first = take_until(text, '\n');
    const std::string_view second = take_until(text, '\n');
    if (const auto token = find_token(first, second, text))
        require(!token->empty(), "an empty token is none");
    const origin_policy policy{{"https://status.example.com"}, true};
    static_cast<void>(policy.refuse(first, second));
    static_cast<void>(origin_policy::check(text));
}

} // namespace

void check_access(std::string_view input) {
    switch (take_byte(input) % 5) {
    case 0:
        return check_permissions(input);
    case 1:
        return check_claims(input);
    case 2:
        return check_token(input);
    case 3:
        return check_cover(input);
    default:
        return check_request(input);
    }
}

} // namespace crier::fuzz
