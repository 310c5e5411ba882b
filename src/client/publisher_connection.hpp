#pragma once

// What one connection of a publisher says to the hub, and takes from it.

#include "client/hub_connection.hpp"
#include "client/publisher_state.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace crier {

class publisher_connection final : public hub_connection {
public:
    explicit publisher_connection(publisher_state& state);

private:
    void begin(const welcome_frame& welcome) override;
    void take(const frame& frame) override;
    void refused(const error_frame& error) override;
    [[nodiscard]] bool awaits_answer() const override;
    void append_output(std::string& out) override;

    void begin_session(const std::string& why);
    void drop(std::uint64_t seq, const refusal& why);
    void settle();
    /// `before`: how many had been acknowledged.
    void tell_acknowledged(std::uint64_t before, std::optional<offset> at);

    publisher_state& state_;
};

/// HELLO with these options, of a session of theirs.
[[nodiscard]] hello_frame hello_with(const publisher_options& options, const std::string& session);

} // namespace crier
