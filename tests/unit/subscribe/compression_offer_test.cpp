#include "subscribe/compression_offer.hpp"

#include "support/catch.hpp"

#include <string_view>
#include <vector>

namespace crier {
namespace {

constexpr std::string_view accepted =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

TEST_CASE("what browsers and libraries offer is accepted", "[compression_offer]") {
    for (const char* const offer :
         {"permessage-deflate", "permessage-deflate; client_max_window_bits",
          "permessage-deflate; client_max_window_bits=12; server_no_context_takeover",
          "Permessage-Deflate; server_max_window_bits=15",
          "x-webkit-deflate-frame, permessage-deflate",
          "permessage-deflate; server_max_window_bits=10, permessage-deflate"}) {
        INFO(offer);
        CHECK(accept_compression(offer) == accepted);
    }
}

TEST_CASE("what doesn't fit is left out", "[compression_offer]") {
    for (const char* const offer :
         {"", "x-webkit-deflate-frame", "permessage-deflate; server_max_window_bits=10",
          "permessage-deflate; unheard_of", "permessage-deflate; server_no_context_takeover=1",
          ";;;", "permessage-deflate; server_max_window_bits", "permessage-deflate; \"",
          "permessage-bzip2"}) {
        INFO(offer);
        CHECK(accept_compression(offer).empty());
    }
}

TEST_CASE("nothing behind an offer is read", "[compression_offer]") {
    // Beast's comparison read one byte more once two letters differed in case; ASan tells.
    constexpr std::string_view offer = "permessage-deflate; client_max_windoW_bits";
    const std::vector<char> exact{offer.begin(), offer.end()};
    CHECK(accept_compression({exact.data(), exact.size()}) == accepted);
}

} // namespace
} // namespace crier
