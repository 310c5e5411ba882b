#pragma once

// What one connection of a subscriber says to the hub, and takes from it.

#include "client/hub_connection.hpp"
#include "client/subscriber_state.hpp"
#include "protocol/since.hpp"

#include <optional>
#include <string>

namespace crier {

class subscriber_connection final : public hub_connection {
public:
    explicit subscriber_connection(subscriber_state& state);

private:
    void begin(const welcome_frame& welcome) override;
    void take(const frame& frame) override;
    void refused(const error_frame& error) override;
    [[nodiscard]] bool awaits_answer() const override { return false; }
    void append_output(std::string& out) override;

    void missed(const gap& missing);
    [[nodiscard]] bool is_ahead(offset next);

    subscriber_state& state_;
    std::optional<epoch> epoch_; ///< once welcomed
    bool subscribed_ = false;
};

} // namespace crier
