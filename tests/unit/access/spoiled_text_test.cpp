// Texts that strangers and operators write, spoiled in thousands of ways: each is read or refused,
// and the sanitizers see nothing. The order of the ways is the same in each run.

#include "access/json_web_keys.hpp"
#include "access/permissions.hpp"
#include "access/token_verifier.hpp"

#include "support/catch.hpp"
#include "unit/access/temporary_folder.hpp"
#include "unit/access/token_maker.hpp"

#include <cstddef>
#include <random>
#include <string>
#include <string_view>

namespace crier {
namespace {

constexpr timestamp now{std::chrono::seconds{1'000'000}};
const std::string secret(32, 's');

/// One to four bytes changed, cut out, doubled or put in.
std::string spoiled(std::string text, std::mt19937& chance) {
    constexpr std::string_view telling = "\"\\{}[],:.0-e+#/$\n\0\x80\xff";
    const auto below = [&chance](std::size_t limit) {
        return chance() % limit;
    };
    for (std::size_t changes = 1 + below(4); changes > 0 && !text.empty(); --changes) {
        const std::size_t at = below(text.size());
        switch (below(4)) {
        case 0:
            text[at] = telling[below(telling.size())];
            break;
        case 1:
            text.erase(at, 1 + below(8));
            break;
        case 2:
            text.insert(at, text.substr(at, 1 + below(8)));
            break;
        default:
            text.insert(at, 1, telling[below(telling.size())]);
        }
    }
    return text;
}

TEST_CASE("a spoiled token is refused, whole or in a part that is signed", "[access]") {
    const temporary_folder folder;
    const token_keys keys{{folder.write("key", secret).string()}, ""};
    const std::string header = R"({"alg":"HS256","typ":"JWT"})";
    const std::string payload =
        R"({"exp":1000100,"sub":"a","aud":["z"],"crier":{"publish":["a/+"],"subscribe":["#"]}})";
    const std::string token = make_token(secret, header, payload);
    REQUIRE(verify_token(token, keys, {"", "z"}, now).has_value());
    std::mt19937 chance{1};
    int read = 0;
    for (int i = 0; i < 3000; ++i) {
        const std::string changed = spoiled(token, chance);
        if (changed != token && verify_token(changed, keys, {"", "z"}, now).has_value())
            FAIL("an unsigned change passed: " << changed);
        const auto signed_anew = verify_token(
            make_token(secret, spoiled(header, chance), spoiled(payload, chance)), keys, {}, now);
        read += signed_anew.has_value() ? 1 : 0;
        if (signed_anew.has_error() && signed_anew.error().code != errc::unauthorized)
            FAIL("refused as " << name_of(signed_anew.error().code));
        if (signed_anew.has_value() && signed_anew->filters &&
            check_topic_filters(*signed_anew->filters, "the token"))
            FAIL("an invalid filter passed");
    }
    CHECK(read > 0); // some changes change nothing that counts
    CHECK(read < 3000);
}

TEST_CASE("a spoiled permissions file is read or refused", "[access]") {
    const std::string text =
        R"({"anonymous":{"subscribe":["public/#"]},"certificates":{"*":{"publish":["f/{name}/#"]},)"
        R"("a":{"publish":["f/+"]}},"tokens":{"ann":{"publish":["#"],"subscribe":["{name}/x"]}}})";
    std::mt19937 chance{2};
    for (int i = 0; i < 3000; ++i) {
        const auto read = permissions::parse(spoiled(text, chance), "may.json");
        if (read.has_error())
            continue;
        for (const auto& entry : {read->for_anonymous(), read->for_certificate("a"),
                                  read->for_certificate("b"), read->for_token("ann")}) {
            if (entry.has_value() && check_topic_filters(entry->filters, "the file"))
                FAIL("an invalid filter passed");
        }
    }
    SUCCEED("none crashed");
}

TEST_CASE("a spoiled set of keys is read or refused", "[access]") {
    const std::string text = "{\"keys\":[{\"kid\":\"e\"," + signing_key::p256().web_key() +
                             "},{\"kty\":\"oct\",\"k\":\"" + encode_base64url(secret) +
                             "\",\"key_ops\":[\"verify\"]}]}";
    std::mt19937 chance{3};
    for (int i = 0; i < 1000; ++i) {
        const auto read = read_json_web_keys(spoiled(text, chance), "jwks");
        if (read.has_value() && read->empty())
            FAIL("no key passed for some");
    }
    SUCCEED("none crashed");
}

TEST_CASE("a spoiled public key passes for no secret", "[access]") {
    const std::string text = signing_key::rsa().public_pem();
    std::mt19937 chance{4};
    for (int i = 0; i < 1000; ++i) {
        const auto read = read_token_key(spoiled(text, chance));
        if (read.has_value() && read->algorithm != token_algorithm::rs256)
            FAIL("it passed for one of " << name_of(read->algorithm));
    }
    SUCCEED("none passed");
}

} // namespace
} // namespace crier
