#include "protocol/server_sent.hpp"

namespace crier {

void append_server_sent(std::string& out, std::string_view type, std::string_view id,
                        std::string_view data) {
    if (!id.empty())
        out.append("id: ").append(id).append("\n");
    out.append("event: ").append(type).append("\n");
    // A published JSON text may hold line breaks of any kind; each would else end the field.
    for (;;) {
        const std::size_t end = data.find_first_of("\r\n");
        out.append("data: ").append(data.substr(0, end)).append("\n");
        if (end == std::string_view::npos)
            break;
        const bool both = data.substr(end, 2) == "\r\n";
        data.remove_prefix(end + (both ? 2 : 1));
    }
    out.append("\n");
}

} // namespace crier
