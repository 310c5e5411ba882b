#pragma once

// Messages as CloudEvents 1.0 in JSON, a line each: what other systems' tools read.

#include "cli/told_message.hpp"

#include <crier/error.hpp>
#include <crier/position.hpp>

#include <string>
#include <string_view>

namespace crier {

/// Appends {"specversion":"1.0","id":"EPOCH:OFFSET","source":"crier:SOURCE","type":
/// "crier.message","subject":TOPIC,"time":…,"datacontenttype":…,"data":…}, and what is Crier's own
/// as the extensions crierprev, crierseq, crierdeltams and criersent. They are texts, as numbers
/// of CloudEvents have 32 bits.
void append_cloud_event(std::string& out, const told_message& message, epoch in);

/// A message that was written so, with its position.
struct positioned_message {
    position at;
    told_message message;
};

/// Reads one back; errc::bad_json for what is no CloudEvent of Crier's.
[[nodiscard]] result<positioned_message> parse_cloud_event(std::string_view json);

} // namespace crier
