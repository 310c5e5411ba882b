#include "access/token_claims.hpp"

#include "access/strict_json.hpp"

#include "protocol/json_members.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

namespace crier {
namespace {

namespace json = boost::json;

refusal refused(std::string why) {
    return {errc::unauthorized, std::move(why)};
}

refusal wrong_type(std::string_view claim, std::string_view wanted) {
    return refused("the token's \"" + std::string{claim} + "\" must be " + std::string{wanted});
}

result<std::optional<timestamp>> time_claim(const json::object& claims, std::string_view claim) {
    constexpr double latest = 253'402'300'799; // the end of the year 9999
    const json::value* value = claims.if_contains({claim.data(), claim.size()});
    if (value == nullptr)
        return std::optional<timestamp>{};
    boost::system::error_code ec;
    const double seconds = value->is_number() ? value->to_number<double>(ec) : NAN;
    if (ec || !(seconds >= 0 && seconds <= latest))
        return wrong_type(claim, "a number of seconds since 1970, up to the year 9999");
    const std::chrono::duration<double> since{seconds};
    return std::optional{timestamp{std::chrono::floor<timestamp::duration>(since)}};
}

std::string seconds_text(timestamp::duration duration) {
    return std::to_string(std::chrono::ceil<std::chrono::seconds>(duration).count()) + " s";
}

std::optional<refusal> check_times(const json::object& claims, const token_rules& rules,
                                   timestamp now, std::optional<timestamp>& expires_at) {
    const auto ends = time_claim(claims, "exp");
    if (!ends)
        return ends.error();
    const auto begins = time_claim(claims, "nbf");
    if (!begins)
        return begins.error();
    if (!*ends && !rules.allow_endless) {
        return refused("the token has no \"exp\", so it would be good for ever; get one that "
                       "expires");
    }
    if (*ends) {
        expires_at = **ends + clock_leeway;
        if (now >= *expires_at)
            return refused("the token expired " + seconds_text(now - **ends) +
                           " ago; get a new one");
    }
    if (*begins && now < **begins - clock_leeway) {
        return refused("the token is not valid before another " + seconds_text(**begins - now) +
                       " have passed; wait, or set the clocks");
    }
    return std::nullopt;
}

std::optional<refusal> check_issuer(const json::object& claims, const token_rules& rules) {
    if (rules.issuer.empty())
        return std::nullopt;
    const auto issuer = optional_string(claims, "iss");
    if (!issuer)
        return wrong_type("iss", "a string");
    if (!*issuer || **issuer != rules.issuer) {
        return refused("the token's issuer is " + (*issuer ? in_quotes(**issuer) : "not named") +
                       ", this hub wants " + in_quotes(rules.issuer));
    }
    return std::nullopt;
}

/// "aud" is a string, or an array of strings.
result<std::vector<std::string>> audience_claim(const json::object& claims) {
    if (const json::value* value = claims.if_contains("aud"); value != nullptr) {
        if (const json::string* text = value->if_string())
            return std::vector<std::string>{std::string{text->data(), text->size()}};
    }
    auto several = optional_strings(claims, "aud");
    if (!several)
        return wrong_type("aud", "a string, or an array of strings");
    return std::move(*several).value_or(std::vector<std::string>{});
}

std::optional<refusal> check_audience(const json::object& claims, const token_rules& rules) {
    if (rules.audience.empty())
        return std::nullopt;
    const auto audience = audience_claim(claims);
    if (!audience)
        return audience.error();
    if (std::ranges::find(*audience, rules.audience) != audience->end())
        return std::nullopt;
    std::string named = audience->empty() ? "not named" : in_quotes(audience->front());
    if (audience->size() > 1)
        named += " and " + std::to_string(audience->size() - 1) + " more";
    return refused("the token's audience is " + named + ", this hub wants " +
                   in_quotes(rules.audience));
}

std::optional<refusal> read_subject(const json::object& claims,
                                    std::optional<std::string>& subject) {
    auto read = optional_string(claims, "sub");
    if (!read || (*read && ((*read)->empty() || (*read)->size() > subject_bytes_max)))
        return wrong_type("sub", "a string of 1 to 255 bytes");
    subject = std::move(*read);
    return std::nullopt;
}

std::optional<refusal> read_filters(const json::object& claims,
                                    std::optional<topic_filters>& filters) {
    constexpr std::string_view where = "the token's \"crier\"";
    const json::value* claim = claims.if_contains("crier");
    if (claim == nullptr)
        return std::nullopt;
    auto read = read_topic_filters(*claim, where);
    if (!read)
        return refused(read.error().message);
    if (const auto bad = check_topic_filters(*read, where))
        return refused(bad->message);
    filters = std::move(*read);
    return std::nullopt;
}

} // namespace

result<token_claims> read_claims(std::string_view payload, const token_rules& rules,
                                 timestamp now) {
    const auto claims = parse_strictly(payload, "the token's payload");
    if (!claims)
        return refused(claims.error().message);
    token_claims out;
    if (auto wrong = check_times(*claims, rules, now, out.expires_at))
        return *wrong;
    if (auto wrong = check_issuer(*claims, rules))
        return *wrong;
    if (auto wrong = check_audience(*claims, rules))
        return *wrong;
    if (auto wrong = read_subject(*claims, out.subject))
        return *wrong;
    if (auto wrong = read_filters(*claims, out.filters))
        return *wrong;
    return out;
}

} // namespace crier
