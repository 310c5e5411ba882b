#include "http/credentials.hpp"

#include "support/catch.hpp"

using namespace crier;

TEST_CASE("a token is in the header, else in the query, else in the cookie", "[http]") {
    CHECK(find_token("Bearer a.b.c", "token=d", "crier_token=e") == "a.b.c");
    CHECK(find_token("bearer  a ", "", "") == "a");
    CHECK(find_token("Basic dTpw", "topics=a&token=d%2Ee", "crier_token=e") == "d.e");
    CHECK(find_token("", "token=", "x=1; crier_token=e; y=2") == "e");
    CHECK_FALSE(find_token("", "tokens=a", "crier_tokens=e; xcrier_token=f; crier_token="));
    CHECK_FALSE(find_token("Bearer ", "", ""));
}
