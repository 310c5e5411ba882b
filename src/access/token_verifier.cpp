#include "access/token_verifier.hpp"

#include "access/base64url.hpp"
#include "access/strict_json.hpp"
#include "access/token_signature.hpp"

#include "protocol/json_members.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace crier {
namespace {

refusal refused(std::string why) {
    return {errc::unauthorized, std::move(why)};
}

/// A token's three parts, each still in base64url.
struct token_parts {
    std::string_view header;
    std::string_view payload;
    std::string_view signed_part; ///< both, and the dot between them
    std::string_view signature;
};

result<token_parts> split(std::string_view token) {
    if (token.empty())
        return refused("the token is empty");
    if (token.size() > token_bytes_max) {
        return refused("the token is " + std::to_string(token.size()) +
                       " bytes long; the limit is " + std::to_string(token_bytes_max));
    }
    if (std::ranges::count(token, '.') != 2) {
        return refused("the token is not a signed JSON Web Token: it needs three parts with dots "
                       "between");
    }
    const std::size_t first = token.find('.');
    const std::size_t second = token.rfind('.');
    return token_parts{token.substr(0, first), token.substr(first + 1, second - first - 1),
                       token.substr(0, second), token.substr(second + 1)};
}

/// What a token's header says about its key.
struct key_hint {
    std::optional<std::string> id;
    std::string algorithm;
};

result<key_hint> read_header(std::string_view encoded) {
    const auto text = decode_base64url(encoded);
    if (!text)
        return refused("the token's header is not base64url");
    const auto header = parse_strictly(*text, "the token's header");
    if (!header)
        return refused(header.error().message);
    auto id = optional_string(*header, "kid");
    auto algorithm = optional_string(*header, "alg");
    if (!id || !algorithm || !*algorithm)
        return refused("the token's header needs \"alg\", a string, and \"kid\", where it has "
                       "one, must be a string");
    if (header->contains("crit"))
        return refused("the token has critical extensions (\"crit\"), which this hub doesn't know");
    return key_hint{std::move(*id), std::move(**algorithm)};
}

std::optional<refusal> check_signature(const token_parts& parts, const token_keys& keys) {
    const auto hint = read_header(parts.header);
    if (!hint)
        return hint.error();
    const auto candidates = keys.candidates(hint->id, hint->algorithm);
    if (!candidates)
        return candidates.error();
    if (parts.signature.empty())
        return refused("the token is not signed");
    if (!decode_base64url(parts.signature))
        return refused("the token's signature is not base64url");
    const bool good = std::ranges::any_of(*candidates, [&parts](const token_key* key) {
        return is_signed_by(*key, parts.signed_part, parts.signature);
    });
    if (good)
        return std::nullopt;
    return refused("the token's signature is not that of this hub's key" +
                   (hint->id ? " " + in_quotes(*hint->id) : std::string{}) +
                   "; it was signed with another, or changed since");
}

} // namespace

result<token_claims> verify_token(std::string_view token, const token_keys& keys,
                                  const token_rules& rules, timestamp now) {
    const auto parts = split(token);
    if (!parts)
        return parts.error();
    if (auto wrong = check_signature(*parts, keys))
        return *wrong;
    const auto payload = decode_base64url(parts->payload);
    if (!payload)
        return refused("the token's payload is not base64url");
    return read_claims(*payload, rules, now);
}

} // namespace crier
