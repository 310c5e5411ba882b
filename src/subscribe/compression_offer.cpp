#include "subscribe/compression_offer.hpp"

#include <boost/algorithm/string/predicate.hpp>

#include <algorithm>

namespace crier {
namespace {

// Beast (1.81) parses such lists too, but mistakes the parameters of one offer for another's.

/// Takes what is before the next separator off the front of `list`, without the spaces around it.
std::string_view take_part(std::string_view& list, char separator) {
    const std::size_t end = std::min(list.find(separator), list.size());
    std::string_view part = list.substr(0, end);
    list.remove_prefix(std::min(end + 1, list.size()));
    const auto first = part.find_first_not_of(" \t");
    if (first == std::string_view::npos)
        return {};
    return part.substr(first, part.find_last_not_of(" \t") - first + 1);
}

bool is(std::string_view text, std::string_view name) {
    return boost::algorithm::iequals(text, name); // Beast's reads a byte behind its texts (1.81)
}

/// Whether the hub can do what a parameter wants (RFC 7692, section 7.1).
bool fits(std::string_view parameter) {
    const std::string_view name = take_part(parameter, '=');
    const std::string_view value = parameter;
    if (is(name, "server_no_context_takeover") || is(name, "client_no_context_takeover"))
        return value.empty();
    if (is(name, "server_max_window_bits"))
        return value == "15"; // what is compressed once for all can't have each one's window
    return is(name, "client_max_window_bits");
}

} // namespace

std::string accept_compression(std::string_view extensions) {
    while (!extensions.empty()) {
        std::string_view offer = take_part(extensions, ',');
        bool fitting = is(take_part(offer, ';'), "permessage-deflate");
        while (fitting && !offer.empty())
            fitting = fits(take_part(offer, ';'));
        if (fitting)
            return "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    }
    return {};
}

} // namespace crier
