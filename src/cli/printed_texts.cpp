#include "cli/printed_texts.hpp"

#include "cli/manual_page.hpp"
#include "cli/shell_completion.hpp"
#include "cli/speaking.hpp"

#include <optional>
#include <string>

namespace crier {
namespace {

class completion_command final : public command {
public:
    void declare(command_line& line) override {
        line.add_argument("SHELL", shell_, "Which shell", true, {"bash", "zsh", "fish"});
    }
    std::optional<std::string> check() override { return std::nullopt; }
    boost::asio::awaitable<int> run() override {
        say(completion_for(*shell_));
        co_return status_ok;
    }

private:
    std::optional<std::string> shell_;
};

class manual_command final : public command {
public:
    void declare(command_line& /*line*/) override {}
    std::optional<std::string> check() override { return std::nullopt; }
    boost::asio::awaitable<int> run() override {
        say(manual_page());
        co_return status_ok;
    }
};

} // namespace

std::unique_ptr<command> make_completion() {
    return std::make_unique<completion_command>();
}

std::unique_ptr<command> make_manual() {
    return std::make_unique<manual_command>();
}

} // namespace crier
