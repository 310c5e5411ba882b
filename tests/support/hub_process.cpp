#include "support/hub_process.hpp"

#include <stdexcept>

namespace crier {
namespace {

std::uint16_t port_after(const std::string& line, const std::string& mark) {
    const std::size_t at = line.find(mark);
    if (at == std::string::npos)
        throw std::runtime_error{"not a ready line: " + line};
    return static_cast<std::uint16_t>(std::stoi(line.substr(at + mark.size())));
}

} // namespace

std::string hub_process::binary() {
    return CRIER_HUB_BINARY;
}

hub_process::hub_process(std::vector<std::string> options,
                         const std::vector<std::string>& environment) {
    std::vector<std::string> command{binary(), "--publish-address", "127.0.0.1:0", "--web-address",
                                     "127.0.0.1:0"};
    command.insert(command.end(), options.begin(), options.end());
    child_ = std::make_unique<process>(command, environment);
    ready_line_ = child_->read_line();
    publish_port_ = port_after(ready_line_, "publish=127.0.0.1:");
    web_port_ = port_after(ready_line_, "web=http://127.0.0.1:");
}

} // namespace crier
