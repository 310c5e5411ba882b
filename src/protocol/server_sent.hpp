#pragma once

#include <string>
#include <string_view>

namespace crier {

/// Appends a server-sent event (WHATWG HTML, section 9.2.6): `id:` where there is one, `event:`,
/// one `data:` for each line of `data`, and the empty line that ends it.
void append_server_sent(std::string& out, std::string_view type, std::string_view id,
                        std::string_view data);

} // namespace crier
