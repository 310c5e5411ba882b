#include "access/base64url.hpp"

#include "support/catch.hpp"

#include <string>

namespace crier {
namespace {

TEST_CASE("base64url is read as RFC 4648 writes it, without padding", "[access]") {
    CHECK(decode_base64url("") == "");
    CHECK(decode_base64url("Zg") == "f");
    CHECK(decode_base64url("Zm8") == "fo");
    CHECK(decode_base64url("Zm9v") == "foo");
    CHECK(decode_base64url("Zm9vYmFy") == "foobar");
    CHECK(decode_base64url("-_8") == "\xfb\xff");
    CHECK(decode_base64url("AAAA") == std::string(3, '\0'));
}

TEST_CASE("bytes have one text alone", "[access]") {
    for (const std::string wrong :
         {"A", "AAAAA", "Zg==", "Zh", "Zm9", "+/8", "Zm 8", "Zm8\n", "Zm8.", "Z\xc3\xa9"}) {
        CAPTURE(wrong);
        CHECK_FALSE(decode_base64url(wrong));
    }
    CHECK_FALSE(decode_base64url(std::string_view{"Zm\0v", 4}));
}

} // namespace
} // namespace crier
