#include "cli/publishing_flags.hpp"

#include "client/host_source.hpp"
#include "protocol/name.hpp"

namespace crier {

void publishing_flags::declare(command_line& line) {
    line.add_text("--source", source_,
                  source_.empty() ? "Who publishes [the host's name]" : "Who publishes", "NAME");
    line.add_duration("--timeout", patience_,
                      "Give up where the hub acknowledges nothing for so long");
    connection_.declare(line);
}

std::optional<std::string> publishing_flags::check() {
    if (source_.empty())
        source_ = host_source("crier");
    if (!is_name(source_))
        return "--source: \"" + source_ + "\" is not 1 to 128 bytes of A-Za-z0-9._:-";
    if (patience_.count() <= 0)
        return "--timeout: it must be longer than nothing";
    return connection_.check();
}

publisher_options publishing_flags::options() const {
    publisher_options out;
    static_cast<connection_options&>(out) = connection_.publishing();
    out.source = source_;
    return out;
}

} // namespace crier
