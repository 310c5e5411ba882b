#include "http/http_exchange.hpp"

#include "protocol/event.hpp"

namespace crier {

http_response error_response(unsigned status, std::string_view code, std::string_view message) {
    http_response out;
    out.status = status;
    out.body = error_body(code, message);
    return out;
}

http_response error_response(const refusal& why) {
    unsigned status = 400;
    if (why.code == errc::unauthorized || why.code == errc::token_expired)
        status = 401;
    else if (why.code == errc::forbidden)
        status = 403;
    else if (why.code == errc::sequence_gap)
        status = 409;
    else if (why.code == errc::rate_limited)
        status = 429;
    else if (why.code == errc::internal)
        status = 503;
    auto out = error_response(status, name_of(why.code), why.message);
    if (status == 429)
        out.headers.emplace_back("Retry-After", "1");
    if (status == 401)
        out.headers.emplace_back("WWW-Authenticate", "Bearer");
    return out;
}

} // namespace crier
