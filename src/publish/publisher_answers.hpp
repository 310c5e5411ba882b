#pragma once

#include "history/append_batch.hpp"
#include "publish/publisher_session.hpp"

#include <crier/error.hpp>
#include <crier/frame.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace crier {

/// What the hub has to say to a publisher, in the order in which it says it. Acknowledgements that
/// wait are one: the last says it all.
class publisher_answers {
public:
    explicit publisher_answers(const publisher_context& context) : context_{context} {}

    /// From now on: lines of text, and nothing where all is well.
    void speak_lines() noexcept { lines_ = true; }

    void welcome(const publisher_id& who);
    void pong(std::string_view ping);
    void acknowledge(const append_outcome& outcome);
    void refuse(const error_frame& error);
    /// The last word: behind the acknowledgement of what came before it.
    void fail(refusal why);
    void drain();
    /// Puts the acknowledgement that waits behind what has been said.
    void flush_ack();

    [[nodiscard]] std::string& bytes() noexcept { return bytes_; }
    [[nodiscard]] bool failed() const noexcept { return failed_; }

private:
    const publisher_context& context_;
    void append(const error_frame& error);

    std::string bytes_;
    bool lines_ = false;
    std::optional<ack_frame> ack_;
    bool failed_ = false;
};

} // namespace crier
