#include "http/credentials.hpp"

#include "protocol/query.hpp"

#include <boost/algorithm/string/predicate.hpp>

namespace crier {
namespace {

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(' ');
    if (begin == std::string_view::npos)
        return {};
    return text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

std::string_view in_authorization(std::string_view header) {
    constexpr std::string_view scheme = "Bearer ";
    if (!boost::algorithm::istarts_with(header, scheme))
        return {}; // another scheme's is for somebody else: a proxy
    return trimmed(header.substr(scheme.size()));
}

std::string in_query(std::string_view query) {
    for (const query_parameter& parameter : parse_query(query)) {
        if (parameter.name == "token")
            return percent_decode(parameter.raw_value).value_or(std::string{parameter.raw_value});
    }
    return {};
}

/// RFC 6265, section 4.2.1.
std::string_view in_cookies(std::string_view cookies) {
    while (!cookies.empty()) {
        const std::size_t end = cookies.find(';');
        const std::string_view cookie = trimmed(cookies.substr(0, end));
        if (cookie.size() > token_cookie.size() && cookie.starts_with(token_cookie) &&
            cookie[token_cookie.size()] == '=')
            return cookie.substr(token_cookie.size() + 1);
        cookies.remove_prefix(end == std::string_view::npos ? cookies.size() : end + 1);
    }
    return {};
}

} // namespace

std::optional<std::string> find_token(std::string_view authorization, std::string_view query,
                                      std::string_view cookies) {
    std::string token{in_authorization(authorization)};
    if (token.empty())
        token = in_query(query);
    if (token.empty())
        token = in_cookies(cookies);
    return token.empty() ? std::nullopt : std::optional{std::move(token)};
}

} // namespace crier
