#include "support/hub_process.hpp"

#include <stdexcept>
#include <utility>

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

hub_process::hub_process(std::vector<std::string> options, std::vector<std::string> environment)
    : options_{std::move(options)}, environment_{std::move(environment)} {
    start();
}

void hub_process::restart() {
    child_.reset();
    start();
}

void hub_process::start() {
    std::vector<std::string> command{binary(), "--publish-address",
                                     "127.0.0.1:" + std::to_string(publish_port_), "--web-address",
                                     "127.0.0.1:" + std::to_string(web_port_)};
    command.insert(command.end(), options_.begin(), options_.end());
    child_ = std::make_unique<process>(command, environment_);
    ready_line_ = child_->read_line();
    publish_port_ = port_after(ready_line_, "publish=127.0.0.1:");
    web_port_ = port_after(ready_line_, "web=http://127.0.0.1:");
}

} // namespace crier
