#include "subscribe/compression_offer.hpp"

#include "support/catch.hpp"

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

} // namespace
} // namespace crier
