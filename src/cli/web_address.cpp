#include "cli/web_address.hpp"

#include "options/units.hpp"

namespace crier {

std::string web_address::text() const {
    return (is_secure ? "https://" : "http://") + host_port{host, port}.text();
}

std::optional<web_address> parse_web_address(std::string_view text) {
    constexpr std::string_view plain = "http://";
    constexpr std::string_view secure = "https://";
    web_address out;
    std::string_view port = "8080";
    if (text.starts_with(plain)) {
        text.remove_prefix(plain.size());
        port = "80";
    } else if (text.starts_with(secure)) {
        text.remove_prefix(secure.size());
        port = "443";
        out.is_secure = true;
    }
    if (text.ends_with('/'))
        text.remove_suffix(1);
    if (text.empty() || text.find_first_of("/?#@ \t\r\n") != std::string_view::npos)
        return std::nullopt;
    const std::size_t behind_address = text.starts_with('[') ? text.find(']') : 0;
    const bool has_port = text.find(':', behind_address) != std::string_view::npos;
    const std::string whole =
        has_port ? std::string{text} : std::string{text}.append(":").append(port);
    const auto read = parse_host_port(whole);
    if (!read || read->port == 0)
        return std::nullopt;
    out.host = read->host;
    out.port = read->port;
    return out;
}

} // namespace crier
