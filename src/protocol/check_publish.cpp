#include "protocol/check_publish.hpp"

#include "protocol/json_members.hpp"
#include "protocol/utf8.hpp"

#include <crier/topic.hpp>

#include <string>

namespace crier {

std::optional<refusal> check_publish(std::string_view topic, payload_format format,
                                     std::string_view payload, std::size_t payload_bytes_max) {
    if (auto wrong = check_topic(topic))
        return wrong;
    if (is_hub_topic(topic)) {
        return refusal{errc::forbidden, "topics that begin with \"$hub/\" are the hub's own; "
                                        "publish on another"};
    }
    if (payload.size() > payload_bytes_max) {
        return refusal{errc::bad_payload, "the payload is " + std::to_string(payload.size()) +
                                              " bytes long; the limit is " +
                                              std::to_string(payload_bytes_max)};
    }
    if (format == payload_format::text && !is_utf8(payload)) {
        return refusal{
            errc::bad_payload,
            "the payload's format is text, but it is not valid UTF-8; send it as binary"};
    }
    if (format == payload_format::json) {
        if (const auto wrong = check_json(payload))
            return refusal{errc::bad_payload,
                           "the payload's format is JSON, but " + wrong->message};
    }
    return std::nullopt;
}

} // namespace crier
