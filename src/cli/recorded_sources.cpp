#include "cli/recorded_sources.hpp"

#include "cli/recording.hpp"
#include "protocol/name.hpp"

#include <crier/topic.hpp>

namespace crier {

result<recorded_sources> read_sources(const std::string& file) {
    recorded_sources out;
    recording_reader from{file};
    for (;;) {
        const auto next = from.next();
        if (!next)
            return next.error();
        if (!*next)
            return out;
        const auto* message = std::get_if<told_message>(&**next);
        if (message != nullptr && !is_hub_topic(message->topic))
            (is_name(message->source) ? out.names : out.unusable).insert(message->source);
    }
}

} // namespace crier
