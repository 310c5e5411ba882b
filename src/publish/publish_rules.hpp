#pragma once

// What a publisher may say, and what it is answered. No socket and no history in sight.

#include "access/admission.hpp"
#include "history/append_batch.hpp"
#include "protocol/line_decoder.hpp"

#include <crier/frame.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <variant>

namespace crier {

/// Judges the frames of one connection in their order, or its lines: TOPIC, a space and the
/// payload, which is JSON where it is an object or an array of that, and text else.
class publish_rules {
public:
    /// A message for the history, without source and session yet; its texts are the frame's.
    struct take {
        message said;
    };
    /// The publisher says who it is.
    struct introduce {
        hello_frame hello;
    };
    /// A PING is to be answered with these bytes.
    struct answer {
        std::string pong;
    };
    /// A SUBSCRIBE or UNSUBSCRIBE is for the connection's feed.
    struct relay {
        frame_type type{};
        std::string body;
    };
    /// An ERROR is to be sent. One that isn't fatal is about a message on `topic`, valid or not;
    /// when it names a seq, `used` goes to the history, so that the session's next seq is no gap.
    struct refuse {
        error_frame error;
        std::optional<append_item> used;
        std::string topic{};
    };
    using verdict = std::variant<take, introduce, answer, relay, refuse>;

    /// `admitted` says what the publisher may publish on; it outlives the rules.
    publish_rules(std::size_t payload_bytes_max, admission& admitted)
        : payload_bytes_max_{payload_bytes_max}, admitted_{admitted} {}

    [[nodiscard]] verdict judge(const frame& received);
    [[nodiscard]] verdict judge(const text_line& line);
    /// How a message is refused that isn't taken.
    [[nodiscard]] static refuse refuse_message(refusal why, const message& said);

private:
    [[nodiscard]] verdict judge_publish(const publish_frame& publish) const;
    [[nodiscard]] verdict judge_hello(std::string_view body) const;

    std::size_t payload_bytes_max_;
    admission& admitted_;
    bool begun_ = false; ///< a frame has come: it's too late for HELLO
};

} // namespace crier
