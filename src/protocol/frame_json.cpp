// The frames whose body is a JSON object.

#include <crier/frame.hpp>

#include "protocol/json_members.hpp"
#include "protocol/name.hpp"

#include <boost/json/serialize.hpp>

#include <algorithm>

namespace crier {
namespace {

namespace json = boost::json;

void append_json(std::string& out, frame_type type, const json::object& body) {
    append_frame(out, type, json::serialize(body));
}

// Whatever a hub asks for, nobody stays away for longer; much more, and no clock could count it.
constexpr std::chrono::milliseconds reconnect_max = std::chrono::hours{24};

/// A member that names somebody: left out, or 1 to 128 bytes of A-Za-z0-9._:-
std::optional<refusal> take_name(const json::object& body, std::string_view member,
                                 std::string& out) {
    auto text = optional_string(body, member);
    if (!text)
        return text.error();
    if (!*text)
        return std::nullopt;
    if (!is_name(**text)) {
        return refusal{errc::bad_frame, "HELLO's \"" + std::string{member} +
                                            "\" must be 1 to 128 bytes of A-Za-z0-9._:-"};
    }
    out = **text;
    return std::nullopt;
}

} // namespace

void append_hello(std::string& out, const hello_frame& hello) {
    json::object body{{"protocol", protocol_version}};
    if (!hello.source.empty())
        body["source"] = hello.source;
    if (!hello.session.empty())
        body["session"] = hello.session;
    if (!hello.token.empty())
        body["token"] = hello.token;
    append_json(out, frame_type::hello, body);
}

result<hello_frame> parse_hello(std::string_view body) {
    const auto parsed = parse_object(body, "HELLO");
    if (!parsed)
        return parsed.error();
    const auto protocol = optional_unsigned(*parsed, "protocol");
    if (!protocol)
        return protocol.error();
    if (!*protocol)
        return refusal{errc::bad_json, "HELLO has no \"protocol\"; this hub speaks 1"};
    if (**protocol != protocol_version) {
        return refusal{errc::unsupported_protocol, "HELLO asks for protocol " +
                                                       std::to_string(**protocol) +
                                                       "; this hub speaks 1"};
    }
    hello_frame out;
    if (auto wrong = take_name(*parsed, "source", out.source))
        return *wrong;
    if (auto wrong = take_name(*parsed, "session", out.session))
        return *wrong;
    const auto token = optional_string(*parsed, "token");
    if (!token)
        return token.error();
    out.token = token->value_or(std::string{});
    return out;
}

void append_welcome(std::string& out, const welcome_frame& welcome) {
    json::object body{{"protocol", protocol_version},      {"hub", welcome.hub},
                      {"version", welcome.version},        {"epoch", welcome.epoch.text()},
                      {"offset", welcome.offset.value},    {"last_seq", welcome.last_seq},
                      {"max_payload", welcome.max_payload}};
    if (!welcome.former_epochs.empty()) {
        json::array& former = body["former_epochs"].emplace_array();
        for (const epoch& named : welcome.former_epochs)
            former.emplace_back(named.text());
    }
    append_json(out, frame_type::welcome, body);
}

result<welcome_frame> parse_welcome(std::string_view body) {
    const auto parsed = parse_object(body, "WELCOME");
    if (!parsed)
        return parsed.error();
    const auto hub = optional_string(*parsed, "hub");
    const auto version = optional_string(*parsed, "version");
    const auto epoch_text = optional_string(*parsed, "epoch");
    const auto offset = optional_unsigned(*parsed, "offset");
    const auto last_seq = optional_unsigned(*parsed, "last_seq");
    const auto max_payload = optional_unsigned(*parsed, "max_payload");
    const auto former = optional_strings(*parsed, "former_epochs");
    if (!hub || !version || !epoch_text || !offset || !last_seq || !max_payload || !former)
        return refusal{errc::bad_json, "a member of WELCOME has the wrong type"};
    const auto where = parse_position(epoch_text->value_or("") + ":0");
    if (!where || !*last_seq || !*offset)
        return refusal{errc::bad_json, "WELCOME lacks epoch, offset or last_seq"};
    welcome_frame out;
    out.hub = hub->value_or("");
    out.version = version->value_or("");
    out.epoch = *where->epoch;
    out.offset = crier::offset{**offset};
    out.last_seq = **last_seq;
    out.max_payload = static_cast<std::size_t>(max_payload->value_or(payload_bytes_default));
    for (const std::string& text : former->value_or(std::vector<std::string>{})) {
        const auto named = parse_position(text + ":0");
        if (!named)
            return refusal{errc::bad_json, "\"former_epochs\" of WELCOME has one that is none"};
        out.former_epochs.push_back(*named->epoch);
    }
    return out;
}

void append_error(std::string& out, const error_frame& error) {
    json::object body{{"code", name_of(error.why.code)}, {"message", error.why.message}};
    if (error.seq)
        body["seq"] = *error.seq;
    if (!error.fatal)
        body["fatal"] = false;
    append_json(out, frame_type::error, body);
}

result<error_frame> parse_error(std::string_view body) {
    // An error_frame could be made of a refusal alone, so say which of the two is meant.
    constexpr auto failed = boost::system::in_place_error;
    const auto parsed = parse_object(body, "ERROR");
    if (!parsed)
        return {failed, parsed.error()};
    const auto code = optional_string(*parsed, "code");
    const auto message = optional_string(*parsed, "message");
    const auto seq = optional_unsigned(*parsed, "seq");
    if (!code || !message || !seq)
        return {failed, refusal{errc::bad_json, "a member of ERROR has the wrong type"}};
    error_frame out;
    out.why = refusal{errc_named(code->value_or("")), message->value_or("")};
    out.seq = *seq;
    const json::value* fatal = parsed->if_contains("fatal");
    out.fatal = fatal == nullptr || !fatal->is_bool() || fatal->get_bool();
    return out;
}

void append_drain(std::string& out, const drain_frame& drain) {
    const json::object body{{"reason", drain.reason}, {"reconnect_ms", drain.reconnect.count()}};
    append_json(out, frame_type::drain, body);
}

result<drain_frame> parse_drain(std::string_view body) {
    const auto parsed = parse_object(body, "DRAIN");
    if (!parsed)
        return parsed.error();
    const auto reason = optional_string(*parsed, "reason");
    const auto reconnect = optional_unsigned(*parsed, "reconnect_ms");
    if (!reason || !reconnect)
        return refusal{errc::bad_json, "a member of DRAIN has the wrong type"};
    drain_frame out;
    out.reason = reason->value_or("");
    const auto wait = std::min(reconnect->value_or(0), std::uint64_t{reconnect_max.count()});
    out.reconnect = std::chrono::milliseconds{wait};
    return out;
}

} // namespace crier
