#include "cli/connection_flags.hpp"

#include "async/tls_context.hpp"
#include "client/token.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <tuple>

namespace crier {
namespace {

constexpr std::uint16_t publish_port = 7000;

} // namespace

void connection_flags::declare(command_line& line) {
    line.begin_group("The hub");
    line.add_text("--url", url_,
                  "The hub's web address, http(s)://HOST[:PORT] [http://127.0.0.1:8080]", "URL");
    line.add_optional_host_port("--hub", hub_,
                                "The hub's address for publishers [the URL's host, port 7000]");
    line.add_text("--token-file", token_file_,
                  "Show the hub the token in this file, read anew for each connection; without it, "
                  "the one in the environment variable CRIER_TOKEN",
                  "FILE");
    line.add_switch("--tls", tls_,
                    "Connect with TLS, as https:// does, trusting the system's "
                    "authorities");
    line.add_text("--tls-ca", files_.authorities, "Connect with TLS, and trust these authorities",
                  "FILE");
    line.add_text("--tls-certificate", files_.certificate,
                  "Connect with TLS, and show the hub this certificate", "FILE");
    line.add_text("--tls-key", files_.key, "The certificate's key", "FILE");
}

std::optional<std::string> connection_flags::check() {
    const bool wants_tls = tls_ || !files_.authorities.empty() || !files_.certificate.empty();
    const std::string url = !url_.empty() ? url_
                            : wants_tls   ? "https://127.0.0.1:8080"
                                          : "http://127.0.0.1:8080";
    const auto web = parse_web_address(url);
    if (!web)
        return "--url: \"" + url_ + "\" is not an address such as http://127.0.0.1:8080";
    web_ = *web;
    if (wants_tls && !web_.is_secure && url_.starts_with("http:"))
        return "--url: \"" + url_ +
               "\" is without TLS, which other options ask for: write https://";
    web_.is_secure = web_.is_secure || wants_tls;
    if (files_.certificate.empty() != files_.key.empty())
        return "--tls-certificate and --tls-key belong together";
    if (auto wrong = check_files())
        return wrong;
    if (hub_ && hub_->port == 0)
        return "--hub: the port can't be 0";
    if (const char* token = std::getenv("CRIER_TOKEN"); token != nullptr)
        token_ = token;
    // Later it may be written anew, and then a moment without is no reason to give up.
    if (const auto readable = token_of(common()); !readable)
        return "--token-file: " + readable.error().message;
    // It goes into a header of HTTP, where a line's end would begin another.
    const auto is_odd = [](char c) {
        return c <= ' ' || c > '~';
    };
    if (std::ranges::any_of(token_, is_odd))
        return "the environment variable CRIER_TOKEN holds something that is in no token";
    return std::nullopt;
}

/// They may be replaced later; to begin with ones that aren't there is a mistake.
std::optional<std::string> connection_flags::check_files() const {
    if (!web_.is_secure)
        return std::nullopt;
    try {
        std::ignore = tls_context::client({files_.certificate, files_.key, files_.authorities});
        return std::nullopt;
    } catch (const std::runtime_error& error) {
        return error.what();
    }
}

connection_options connection_flags::common() const {
    connection_options out;
    out.token = token_;
    out.token_file = token_file_;
    if (web_.is_secure)
        out.tls = files_;
    return out;
}

connection_options connection_flags::web() const {
    connection_options out = common();
    out.host = web_.host;
    out.port = web_.port;
    return out;
}

connection_options connection_flags::publishing() const {
    connection_options out = common();
    out.host = hub_ ? hub_->host : web_.host;
    out.port = hub_ ? hub_->port : publish_port;
    return out;
}

std::string connection_flags::publishing_text() const {
    const connection_options to = publishing();
    return host_port{to.host, to.port}.text();
}

} // namespace crier
