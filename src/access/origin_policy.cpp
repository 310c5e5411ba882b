#include "access/origin_policy.hpp"

#include <boost/algorithm/string/predicate.hpp>
#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace crier {
namespace {

using boost::algorithm::iequals;

/// What follows the scheme of an origin: HOST, or HOST:PORT; empty where it is none.
std::string_view authority_of(std::string_view origin) {
    const std::size_t scheme_end = origin.find("://");
    return scheme_end == std::string_view::npos ? std::string_view{}
                                                : origin.substr(scheme_end + 3);
}

/// A host without its port, and an IPv6 address without its brackets.
std::string_view without_port(std::string_view host) {
    if (host.starts_with('['))
        return host.substr(1, std::min(host.find(']'), host.size()) - 1);
    return host.substr(0, host.find(':'));
}

bool is_loopback(std::string_view host) {
    const std::string name{without_port(host)};
    if (iequals(name, "localhost"))
        return true;
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(name, ec);
    return !ec && address.is_loopback();
}

} // namespace

std::optional<std::string> origin_policy::check(std::string_view origin) {
    const std::string_view authority = authority_of(origin);
    const bool web = origin.starts_with("http://") || origin.starts_with("https://");
    if (origin == "*" ||
        (web && !authority.empty() && authority.find_first_of("/?#*, ") == std::string_view::npos))
        return std::nullopt;
    return "\"" + std::string{origin} +
           "\" is not an origin such as https://status.example.com (no path after it), or *";
}

std::optional<refusal> origin_policy::refuse(std::string_view origin, std::string_view host) const {
    if (local_only_ && !host.empty() && !is_loopback(host) && !is_allowed_host(host)) {
        return refusal{errc::forbidden,
                       "this hub is for its own machine, and was called \"" + std::string{host} +
                           "\"; use localhost, or start it with access control, with "
                           "--allowed-origins for that name, or with --insecure"};
    }
    const bool own = !host.empty() && iequals(authority_of(origin), host);
    if (origin.empty() || own || is_allowed(origin))
        return std::nullopt;
    return refusal{errc::forbidden,
                   "a page from " + std::string{origin} +
                       " may not use this hub, which is called " + std::string{host} +
                       "; start the hub with --allowed-origins for it, and let a proxy in between "
                       "pass the header Host on"};
}

bool origin_policy::is_allowed(std::string_view origin) const {
    return std::ranges::any_of(allowed_, [origin](const std::string& allowed) {
        return allowed == "*" || iequals(allowed, origin);
    });
}

bool origin_policy::is_allowed_host(std::string_view host) const {
    return std::ranges::any_of(allowed_, [host](const std::string& allowed) {
        return allowed == "*" || iequals(authority_of(allowed), host);
    });
}

} // namespace crier
