#pragma once

// HTTP by hand, against a real hub.

#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"

#include <boost/json/parse.hpp>

#include <string>

namespace crier {

/// Everything that comes after a request, up to the end of the connection.
inline std::string ask(const hub_process& hub, const std::string& request) {
    tcp_client client{hub.web_port()};
    client.send(request);
    return client.receive_all();
}

/// The answer to a GET. `headers`: further lines, each with its line break.
inline std::string get(const hub_process& hub, const std::string& target,
                       const std::string& headers = {}) {
    return ask(hub, "GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                        headers + "\r\n");
}

/// The answer to a POST.
inline std::string post(const hub_process& hub, const std::string& target, const std::string& body,
                        const std::string& headers = {}) {
    return ask(hub, "POST " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" +
                        headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
                        body);
}

inline std::string body_of(const std::string& answer) {
    const std::size_t end = answer.find("\r\n\r\n");
    return end == std::string::npos ? std::string{} : answer.substr(end + 4);
}

inline boost::json::value json_of(const std::string& answer) {
    return boost::json::parse(body_of(answer));
}

/// Whether an answer is an error of this status and code, with a reason.
inline bool refuses(const std::string& answer, unsigned status, const std::string& code) {
    if (!answer.starts_with("HTTP/1.1 " + std::to_string(status) + " "))
        return false;
    const auto error = json_of(answer).at("error");
    return error.at("code").as_string() == code && !error.at("message").as_string().empty();
}

} // namespace crier
