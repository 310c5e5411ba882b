#include "access/token_verifier.hpp"

#include "support/catch.hpp"
#include "unit/access/temporary_folder.hpp"
#include "unit/access/token_maker.hpp"

#include <string>
#include <vector>

namespace crier {
namespace {

constexpr timestamp now{std::chrono::seconds{1'000'000}};
const std::string secret = "a secret that nobody may ever see";
const std::string payload = R"({"exp":1000100,"sub":"ann","crier":{"subscribe":["a/#"]}})";

/// A hub with one key of each kind.
struct hub_keys {
    temporary_folder folder;
    token_keys keys{{"r=" + folder.write("r", signing_key::rsa().public_pem()).string(),
                     "e=" + folder.write("e", signing_key::p256().public_pem()).string(),
                     "h=" + folder.write("h", secret).string()},
                    ""};

    [[nodiscard]] result<token_claims> verify(const std::string& token) const {
        return verify_token(token, keys, {}, now);
    }
    /// The refusal's message, in which nothing of the token's or the key's secrets may stand.
    [[nodiscard]] std::string refused(const std::string& token) const {
        CAPTURE(token);
        const auto read = verify(token);
        REQUIRE(read.has_error());
        const std::string& out = read.error().message;
        CHECK(read.error().code == errc::unauthorized);
        CHECK(out.find(secret) == std::string::npos);
        const std::string signature = token.substr(token.rfind('.') + 1);
        CHECK((signature.size() < 10 || out.find(signature.substr(0, 10)) == std::string::npos));
        CHECK((token.size() < 20 || out.find(token.substr(0, 20)) == std::string::npos));
        return out;
    }
};

std::string rsa_token() {
    return make_token(signing_key::rsa(), R"({"alg":"RS256","kid":"r"})", payload);
}

TEST_CASE("a token of each algorithm is taken", "[access]") {
    const hub_keys hub;
    for (const std::string& token :
         {rsa_token(), make_token(signing_key::p256(), R"({"alg":"ES256","kid":"e"})", payload),
          make_token(secret, R"({"typ":"JWT","alg":"HS256","kid":"h"})", payload)}) {
        const auto read = hub.verify(token);
        REQUIRE(read.has_value());
        CHECK(read->subject == "ann");
        CHECK(read->filters->subscribe == std::vector<std::string>{"a/#"});
    }
}

/// What is signed of a token with that "alg", and `more` in its header.
std::string with_algorithm(const std::string& algorithm, const std::string& more) {
    return unsigned_token("{\"alg\":\"" + algorithm + "\"" + more + "}", payload);
}

TEST_CASE("no spelling of none goes without a signature", "[access]") {
    const hub_keys hub;
    for (const std::string alg : {"none", "None", "NONE", "nOnE", "none ", "", "rs256", "RS384"}) {
        for (const std::string id : {R"(,"kid":"r")", R"(,"kid":"h")", ""}) {
            const std::string text = with_algorithm(alg, id);
            for (const std::string& signature :
                 {std::string{}, std::string{"AAAA"}, sign_with_secret("", text),
                  sign_with_secret(secret, text), signing_key::rsa().sign(text)})
                static_cast<void>(hub.refused(std::string{text}.append(".").append(signature)));
        }
    }
}

TEST_CASE("a public key is no secret", "[access]") {
    const hub_keys hub;
    const std::string pem = signing_key::rsa().public_pem();
    for (const std::string& material : {pem, pem.substr(0, pem.size() - 1)}) {
        CHECK_THAT(hub.refused(make_token(material, R"({"alg":"HS256","kid":"r"})", payload)),
                   containing("alg is \"HS256\", but its key is for RS256"));
        CHECK_THAT(hub.refused(make_token(material, R"({"alg":"RS256","kid":"r"})", payload)),
                   containing("signature is not that of this hub's key \"r\""));
        static_cast<void>(hub.refused(make_token(material, R"({"alg":"HS256"})", payload)));
    }
}

TEST_CASE("the key is the one that the token names", "[access]") {
    const hub_keys hub;
    CHECK_THAT(hub.refused(make_token(signing_key::rsa(), R"({"alg":"RS256","kid":"x"})", payload)),
               containing("no key with kid \"x\""));
    CHECK_THAT(hub.refused(make_token(signing_key::rsa(), R"({"alg":"RS256","kid":"e"})", payload)),
               containing("its key is for ES256"));
    CHECK_THAT(hub.refused(make_token(signing_key::rsa(), R"({"alg":"RS256"})", payload)),
               containing("the token has no kid"));
    CHECK_THAT(
        hub.refused(make_token(signing_key::other_rsa(), R"({"alg":"RS256","kid":"r"})", payload)),
        containing("another, or changed since"));
    // Keys that the token brings along, or says where to get.
    const std::string own = "{" + signing_key::other_rsa().web_key() + "}";
    CHECK_THAT(hub.refused(make_token(signing_key::other_rsa(),
                                      R"({"alg":"RS256","kid":"r","jwk":)" + own + "}", payload)),
               containing("signature"));
}

TEST_CASE("what was changed after signing is refused", "[access]") {
    const hub_keys hub;
    const std::string token = rsa_token();
    const std::size_t dot = token.rfind('.');
    const std::string wider = R"({"exp":1000100,"sub":"ann","crier":{"subscribe":["#"]}})";
    CHECK_THAT(
        hub.refused(unsigned_token(R"({"alg":"RS256","kid":"r"})", wider) + token.substr(dot)),
        containing("changed since"));
    CHECK_THAT(hub.refused(token.substr(0, dot + 1)), containing("not signed"));
    CHECK_THAT(hub.refused(token.substr(0, dot) + ".AAAA"), containing("changed since"));
    CHECK_THAT(hub.refused(token.substr(0, token.size() - 4)), containing("signature"));
    // Every place of a token counts, as each text of base64url is another sequence of bytes.
    for (std::size_t i = 0; i < token.size(); ++i) {
        std::string changed = token;
        changed[i] = changed[i] == 'A' ? 'Q' : 'A';
        if (hub.verify(changed).has_value())
            FAIL("a change at " << i << " passed");
    }
}

TEST_CASE("what is no token is refused", "[access]") {
    const hub_keys hub;
    const std::string header = encode_base64url(R"({"alg":"RS256","kid":"r"})");
    CHECK_THAT(hub.refused(""), containing("empty"));
    for (const std::string wrong : {".", "a", "a.b", "a.b.c.d", "....", "a.b.c.d.e"})
        CHECK_THAT(hub.refused(wrong), containing("three parts"));
    for (const std::string wrong : {"..", "\xff\xfe.\xff.\xff", "a.b.c", "==.a.b", "e30 .a.b"})
        CHECK_THAT(hub.refused(wrong), containing("header"));
    for (const std::string wrong :
         {"{", "[]", "null", "{\"alg\":\"RS256\",\"alg\":\"none\"}", "{\"alg\":\"\xff\"}"})
        CHECK_THAT(hub.refused(encode_base64url(wrong) + ".a.b"), containing("header, line 1"));
    for (const std::string wrong : {"{}", "{\"alg\":1}", "{\"alg\":null}", "{\"alg\":[\"RS256\"]}",
                                    "{\"alg\":\"RS256\",\"kid\":7}", "{\"kid\":\"r\"}"})
        CHECK_THAT(hub.refused(encode_base64url(wrong) + ".a.b"), containing("header needs"));
    CHECK_THAT(hub.refused(header + ".e30.a+b="), containing("signature is not base64url"));
    CHECK_THAT(
        hub.refused(make_token(signing_key::rsa(),
                               R"({"alg":"RS256","kid":"r","crit":["b64"],"b64":false})", payload)),
        containing("critical"));
    CHECK_THAT(hub.refused(header + ".\xff." + signing_key::rsa().sign(header + ".\xff")),
               containing("payload is not base64url"));
    CHECK_THAT(hub.refused(make_token(secret, R"({"alg":"HS256","kid":"h"})", "{\"a\":\"\xc3\"}")),
               containing("payload, line 1"));
}

TEST_CASE("a token is as long as its limit and no longer", "[access]") {
    const hub_keys hub;
    const auto sized = [](std::size_t padding) {
        return make_token(secret, R"({"alg":"HS256","kid":"h"})",
                          R"({"exp":1000100,"pad":")" + std::string(padding, 'x') + "\"}");
    };
    std::size_t padding = token_bytes_max * 3 / 4;
    while (sized(padding).size() > token_bytes_max)
        --padding;
    REQUIRE(sized(padding).size() >= token_bytes_max - 1);
    CHECK(hub.verify(sized(padding)).has_value());
    CHECK_THAT(hub.refused(sized(padding + 3)), containing("the limit is 8192"));
    CHECK_THAT(hub.refused(std::string(1'000'000, 'e')), containing("1000000 bytes long"));
}

TEST_CASE("a token's rules hold after its signature does", "[access]") {
    const hub_keys hub;
    const std::string header = R"({"alg":"HS256","kid":"h"})";
    CHECK_THAT(hub.refused(make_token(secret, header, "{\"exp\":999988}")),
               containing("expired 12 s ago"));
    // Who can't sign learns nothing of what the hub would say.
    CHECK_THAT(hub.refused(make_token("another secret", header, "{\"exp\":999988}")),
               containing("signature"));
    CHECK_THAT(
        verify_token(make_token(secret, header, payload), hub.keys, {"i", ""}, now).error().message,
        containing("issuer"));
}

} // namespace
} // namespace crier
