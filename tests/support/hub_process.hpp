#pragma once

#include "support/process.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace crier {

/// A real hub on free ports of 127.0.0.1, ready to serve.
class hub_process {
public:
    explicit hub_process(std::vector<std::string> options = {},
                         std::vector<std::string> environment = {});

    /// Starts it again once it has ended, with the same options and on the same ports.
    void restart();

    [[nodiscard]] std::uint16_t publish_port() const noexcept { return publish_port_; }
    [[nodiscard]] std::uint16_t web_port() const noexcept { return web_port_; }
    [[nodiscard]] const std::string& ready_line() const noexcept { return ready_line_; }
    [[nodiscard]] process& child() noexcept { return *child_; }

    /// The path of the hub that the build made.
    [[nodiscard]] static std::string binary();

private:
    void start();

    std::vector<std::string> options_;
    std::vector<std::string> environment_;
    std::unique_ptr<process> child_;
    std::string ready_line_;
    std::uint16_t publish_port_ = 0; ///< at first: any that is free
    std::uint16_t web_port_ = 0;
};

} // namespace crier
