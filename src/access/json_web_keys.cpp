#include "access/json_web_keys.hpp"

#include "access/base64url.hpp"
#include "access/public_key.hpp"
#include "access/strict_json.hpp"

#include "protocol/json_members.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <optional>
#include <string>

namespace crier {
namespace {

namespace json = boost::json;

/// Nothing: the key is for something else.
using maybe_key = std::optional<token_key>;

result<std::string> bytes_of(const json::object& key, std::string_view member) {
    const auto text = optional_string(key, member);
    if (!text)
        return text.error();
    auto bytes = *text ? decode_base64url(**text) : std::nullopt;
    if (!bytes || bytes->empty()) {
        return refusal{errc::bad_json,
                       "\"" + std::string{member} + "\" is missing or not base64url"};
    }
    return std::move(*bytes);
}

result<token_key> of_public_key(result<public_key> key) {
    if (!key)
        return key.error();
    return token_key{std::nullopt, key->algorithm, std::move(key->pem)};
}

result<token_key> read_rsa(const json::object& key) {
    const auto modulus = bytes_of(key, "n");
    if (!modulus)
        return modulus.error();
    const auto exponent = bytes_of(key, "e");
    if (!exponent)
        return exponent.error();
    return of_public_key(rsa_public_key(*modulus, *exponent));
}

result<token_key> read_p256(const json::object& key) {
    const auto x = bytes_of(key, "x");
    if (!x)
        return x.error();
    const auto y = bytes_of(key, "y");
    if (!y)
        return y.error();
    return of_public_key(p256_public_key(*x, *y));
}

result<token_key> read_secret(const json::object& key) {
    auto secret = bytes_of(key, "k");
    if (!secret)
        return secret.error();
    if (auto wrong = check_secret(*secret))
        return *wrong;
    return token_key{std::nullopt, token_algorithm::hs256, std::move(*secret)};
}

/// The members that say what a key is for.
struct purpose {
    std::string type;
    std::optional<std::string> id;
    std::optional<std::string> algorithm;
    std::string curve;
    bool verifies = true;
};

result<purpose> read_purpose(const json::object& key) {
    purpose out;
    std::optional<std::string> type, curve, use;
    for (const auto& [member, into] :
         {std::pair{"kty", &type}, std::pair{"kid", &out.id}, std::pair{"alg", &out.algorithm},
          std::pair{"crv", &curve}, std::pair{"use", &use}}) {
        auto text = optional_string(key, member);
        if (!text)
            return text.error();
        *into = std::move(*text);
    }
    if (!type)
        return refusal{errc::bad_json, "\"kty\" is missing"};
    const auto operations = optional_strings(key, "key_ops");
    if (!operations)
        return operations.error();
    out.type = *type;
    out.curve = curve.value_or("");
    out.verifies = use.value_or("sig") == "sig" &&
                   (!*operations || std::ranges::count(**operations, "verify") > 0);
    return out;
}

bool is_for(const purpose& told, std::string_view type, token_algorithm algorithm) {
    return told.type == type &&
           told.algorithm.value_or(std::string{name_of(algorithm)}) == name_of(algorithm);
}

result<maybe_key> read_key(const json::object& object) {
    const auto told = read_purpose(object);
    if (!told)
        return told.error();
    result<token_key> key = token_key{};
    if (!told->verifies)
        return maybe_key{};
    if (is_for(*told, "RSA", token_algorithm::rs256))
        key = read_rsa(object);
    else if (is_for(*told, "EC", token_algorithm::es256) && told->curve == "P-256")
        key = read_p256(object);
    else if (is_for(*told, "oct", token_algorithm::hs256))
        key = read_secret(object);
    else
        return maybe_key{};
    if (!key)
        return key.error();
    if (key->algorithm != token_algorithm::hs256 && object.contains("d")) {
        return refusal{errc::bad_json, "it is a private key (it has \"d\"), which the hub mustn't "
                                       "have; give the public one"};
    }
    key->id = told->id;
    return maybe_key{std::move(*key)};
}

} // namespace

result<std::vector<token_key>> read_json_web_keys(std::string_view text, std::string_view what) {
    const std::string file{what};
    const auto set = parse_strictly(text, what);
    if (!set)
        return set.error();
    const json::value* keys = set->if_contains("keys");
    if (keys == nullptr || !keys->is_array() || keys->get_array().size() > json_web_keys_max) {
        return refusal{errc::bad_json, file + ": \"keys\" must be an array of at most " +
                                           std::to_string(json_web_keys_max) + " keys"};
    }
    std::vector<token_key> out;
    for (std::size_t i = 0; i < keys->get_array().size(); ++i) {
        const std::string where = file + ": \"keys\"[" + std::to_string(i) + "]: ";
        const json::object* object = keys->get_array()[i].if_object();
        if (object == nullptr)
            return refusal{errc::bad_json, where + "a key must be an object"};
        auto key = read_key(*object);
        if (!key)
            return refusal{errc::bad_json, where + key.error().message};
        if (*key)
            out.push_back(std::move(**key));
    }
    if (out.empty()) {
        return refusal{errc::bad_json, file + ": it has no key for RS256, ES256 or HS256; with "
                                              "it, no token could be checked"};
    }
    return out;
}

} // namespace crier
