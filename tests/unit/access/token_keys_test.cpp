#include "access/token_keys.hpp"

#include "support/catch.hpp"
#include "unit/access/temporary_folder.hpp"
#include "unit/access/token_maker.hpp"

#include <stdexcept>
#include <string>
#include <vector>

namespace crier {
namespace {

const std::string secret(32, 's');

std::string set_of(const std::string& keys) {
    return "{\"keys\":[" + keys + "]}";
}

TEST_CASE("a PEM public key is for its one algorithm", "[access]") {
    const auto rsa = read_token_key(signing_key::rsa().public_pem());
    CHECK(rsa->algorithm == token_algorithm::rs256);
    CHECK(rsa->material == signing_key::rsa().public_pem());
    CHECK(read_token_key("a comment\n" + signing_key::p256().public_pem())->algorithm ==
          token_algorithm::es256);
}

TEST_CASE("any other text is a secret, if it is long enough", "[access]") {
    const auto read = read_token_key(secret + "\n");
    CHECK(read->algorithm == token_algorithm::hs256);
    CHECK(read->material == secret);
    CHECK(read_token_key(secret)->material == secret);
    CHECK(read_token_key(secret + "\n\n")->material == secret + "\n");
    const std::string binary("\0\xff\n{", 4);
    CHECK(read_token_key(binary + secret)->material == binary + secret);
    CHECK_THAT(read_token_key(secret.substr(1) + "\n").error().message,
               containing("31 bytes long and could be guessed"));
    CHECK(read_token_key("").has_error());
}

TEST_CASE("keys that are weak, of another kind or of another form are refused", "[access]") {
    const auto refused = [](const std::string& text) {
        const auto read = read_token_key(text);
        REQUIRE(read.has_error());
        return read.error().message;
    };
    CHECK_THAT(refused(signing_key::weak_rsa().public_pem()), containing("1024 bits"));
    CHECK_THAT(refused(signing_key::p384().public_pem()), containing("another curve"));
    CHECK_THAT(refused(signing_key::ed25519().public_pem()), containing("neither RSA nor"));
    CHECK_THAT(refused(signing_key::rsa().private_pem()), containing("a private key"));
    CHECK_THAT(refused(signing_key::rsa().public_pem() + signing_key::p256().public_pem()),
               containing("not exactly one"));
    CHECK_THAT(refused("-----BEGIN CERTIFICATE-----\n"), containing("openssl x509"));
    CHECK_THAT(refused("-----BEGIN RSA PUBLIC KEY-----\n"), containing("older form"));
    CHECK_THAT(refused("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"),
               containing("no PEM public key"));
    // As secrets, they would let everybody who knows them sign.
    CHECK_THAT(refused(signing_key::rsa().public_der()), containing("everybody"));
    for (const signing_key* key : {&signing_key::rsa(), &signing_key::p256()}) {
        const std::string pem = key->public_pem();
        CHECK_THAT(refused(pem.substr(1)), containing("everybody")); // its first line is broken
        const std::size_t body = pem.find('\n') + 1;
        CHECK_THAT(refused(pem.substr(body, pem.find("-----END") - body)), containing("everybody"));
    }
    CHECK_THAT(refused("ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7 ann@example"),
               containing("everybody"));
    CHECK_THAT(refused(" " + set_of("{" + signing_key::rsa().web_key() + "}")),
               containing("everybody"));
}

TEST_CASE("a set of JSON web keys gives those that tokens can be checked with", "[access]") {
    const temporary_folder folder;
    const auto jwks = folder.write(
        "jwks",
        set_of("{\"kid\":\"r\",\"alg\":\"RS256\",\"use\":\"sig\"," + signing_key::rsa().web_key() +
               "},{\"kid\":\"e\"," + signing_key::p256().web_key() +
               "},{\"kty\":\"oct\",\"kid\":\"o\",\"k\":\"" + encode_base64url(secret) +
               "\"},{\"kty\":\"OKP\",\"crv\":\"Ed25519\"}" + ",{\"kid\":\"p\",\"alg\":\"PS256\"," +
               signing_key::rsa().web_key() + "},{\"kid\":\"x\",\"use\":\"enc\"," +
               signing_key::rsa().web_key() + "},{\"kid\":\"y\",\"key_ops\":[\"encrypt\"]," +
               signing_key::rsa().web_key() + "}"));
    const token_keys keys{{}, jwks};
    CHECK(keys.candidates("r", "RS256").value().at(0)->material == signing_key::rsa().public_pem());
    CHECK(keys.candidates("e", "ES256").value().at(0)->material ==
          signing_key::p256().public_pem());
    CHECK(keys.candidates("o", "HS256").value().at(0)->material == secret);
    for (const std::string skipped : {"p", "x", "y"})
        CHECK(keys.candidates(skipped, "RS256").has_error());
}

TEST_CASE("a malformed set says which key is wrong", "[access]") {
    const std::string rsa = signing_key::rsa().web_key();
    const std::string good = "{" + rsa + "},";
    struct row {
        std::string text;
        std::string said;
    };
    const std::vector<row> table{
        {"[]", "line 1, column 1: JSON, but not an object"},
        {"{}", "\"keys\" must be an array"},
        {set_of(""), "no key for RS256"},
        {set_of("1"), "\"keys\"[0]: a key must be an object"},
        {set_of(good + "{}"), "\"keys\"[1]: \"kty\" is missing"},
        {set_of(good + "{\"kty\":1}"), "\"keys\"[1]: \"kty\" must be a string"},
        {set_of(good + "{\"kty\":\"RSA\",\"n\":\"AQAB\"}"), "\"e\" is missing or not base64url"},
        {set_of(good + "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\"}"), "bits"},
        {set_of("{" + signing_key::weak_rsa().web_key() + "}"), "1024 bits"},
        {set_of("{\"d\":\"AQAB\"," + rsa + "}"), "a private key"},
        {set_of("{\"kty\":\"oct\",\"k\":\"AQAB\"}"), "3 bytes long"},
        {set_of(R"({"kty":"EC","crv":"P-256","x":"AQAB","y":"AQAB"})"), "32 bytes"},
        {set_of(R"({"kty":"EC","crv":"P-256","x":")" + encode_base64url(secret) + R"(","y":")" +
                encode_base64url(secret) + "\"}"),
         "not those of a public key"},
        {set_of("{\"kid\":\"a\",\"kid\":\"b\"," + rsa + "}"), "a second \"kid\""},
    };
    const temporary_folder folder;
    for (const row& each : table) {
        CAPTURE(each.text);
        const auto path = folder.write("jwks", each.text);
        CHECK_THROWS_WITH((token_keys{{}, path}), containing(each.said) && containing("jwks"));
    }
}

TEST_CASE("a key is found by the token's kid, and is for its own algorithm", "[access]") {
    const temporary_folder folder;
    const std::string rsa = folder.write("rsa.pem", signing_key::rsa().public_pem());
    const std::string plain = folder.write("secret", secret);
    const token_keys keys{{"r=" + rsa, plain}, ""};
    CHECK(keys.candidates("r", "RS256").value().size() == 1);
    CHECK(keys.candidates(std::nullopt, "HS256").value().at(0)->material == secret);
    CHECK_THAT(keys.candidates("r", "HS256").error().message,
               containing("alg is \"HS256\", but its key is for RS256"));
    CHECK_THAT(keys.candidates("x", "RS256").error().message, containing("no key with kid \"x\""));
    CHECK(keys.candidates("", "HS256").has_error());
    for (const std::string alg : {"none", "None", "nOnE", "", "hs256", "HS512", "RS256"}) {
        CAPTURE(alg);
        CHECK(keys.candidates(std::nullopt, alg).error().code == errc::unauthorized);
    }

    const token_keys only{{"r=" + rsa}, ""}; // a token needn't name the only key
    CHECK(only.candidates(std::nullopt, "RS256").value().size() == 1);
    const token_keys two{{"r=" + rsa, "s=" + plain}, ""};
    CHECK_THAT(two.candidates(std::nullopt, "RS256").error().message, containing("no kid"));
    const token_keys none{{}, ""};
    CHECK(none.empty());
    CHECK_THAT(none.candidates("r", "RS256").error().message, containing("no keys"));
}

TEST_CASE("a path may have = in it after a slash", "[access]") {
    const temporary_folder folder;
    const std::string path = folder.write("a=b", secret);
    CHECK(token_keys({path}, "").candidates(std::nullopt, "HS256").has_value());
    CHECK(token_keys({"k=" + path}, "").candidates("k", "HS256").has_value());
}

TEST_CASE("keys that can't be read end the start", "[access]") {
    const temporary_folder folder;
    const auto make = [](const std::string& named) {
        return token_keys{{named}, ""};
    };
    CHECK_THROWS_WITH(make(folder.path() / "none"), containing("none can't be read: No such file"));
    CHECK_THROWS_WITH(make(folder.write("short", "abc")), containing("short: the secret is 3"));
    CHECK_THROWS_WITH(make("k="), containing("KID=FILE"));
    CHECK_THROWS_WITH(make("=k"), containing("KID=FILE"));
}

TEST_CASE("changed keys are read anew, and broken ones leave the old in force", "[access]") {
    const temporary_folder folder;
    const std::string path = folder.write("secret", secret);
    const std::string jwks = folder.write("jwks", set_of("{" + signing_key::rsa().web_key() + "}"));
    token_keys keys{{"k=" + path}, jwks};
    const auto refresh = [&keys] {
        refresh_report out;
        keys.refresh(out);
        return out;
    };
    CHECK(refresh().empty());

    folder.write("secret", std::string(40, 'n'));
    CHECK(refresh().reloaded ==
          std::vector<std::string>{"read the token keys in " + path + " anew: 1"});
    CHECK(keys.candidates("k", "HS256").value().at(0)->material == std::string(40, 'n'));

    folder.write("jwks", "{\"keys\":");
    const auto broken = refresh();
    REQUIRE(broken.wrong.size() == 1);
    CHECK_THAT(broken.wrong[0], containing("stay as they were: " + jwks + ", line 1"));
    CHECK(keys.candidates(std::nullopt, "RS256").has_value());
    CHECK(refresh().empty()); // said once

    folder.write("jwks", set_of("{" + signing_key::p256().web_key() + "}"));
    CHECK(refresh().reloaded.size() == 1);
    CHECK(keys.candidates(std::nullopt, "RS256").has_error());
    CHECK(keys.candidates(std::nullopt, "ES256").has_value());
}

} // namespace
} // namespace crier
