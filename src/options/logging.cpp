#include "options/logging.hpp"

#include "options/command_line.hpp"
#include "options/throttled_sink.hpp"

#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <fmt/format.h>

#include <iterator>
#include <utility>

namespace crier {
namespace {

/// %v with its control characters (and, for JSON, its quotes) escaped.
class escaped_message final : public spdlog::custom_flag_formatter {
public:
    explicit escaped_message(bool json) : json_{json} {}

    void format(const spdlog::details::log_msg& message, const std::tm& /*time*/,
                spdlog::memory_buf_t& out) override {
        const std::string text =
            escape_control({message.payload.data(), message.payload.size()}, json_);
        out.append(text.data(), text.data() + text.size());
    }

    [[nodiscard]] std::unique_ptr<custom_flag_formatter> clone() const override {
        return std::make_unique<escaped_message>(json_);
    }

private:
    bool json_;
};

} // namespace

void log_options::add_to(command_line& options) {
    options.begin_group("Log");
    options.add_choice("--log-level", level, {"trace", "debug", "info", "warn", "error", "off"},
                       "How much to log, on standard error");
    options.add_choice("--log-format", format, {"text", "json"}, "How a log line looks");
}

std::string escape_control(std::string_view text, bool quotes_too) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7F)
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        else if (quotes_too && (c == '"' || c == '\\'))
            out.append({'\\', c});
        else
            out.push_back(c);
    }
    return out;
}

std::shared_ptr<spdlog::logger> make_logger(const std::string& program,
                                            const log_options& options) {
    const bool json = options.format == "json";
    auto logger = std::make_shared<spdlog::logger>(
        program,
        std::make_shared<throttled_sink>(std::make_shared<spdlog::sinks::stderr_sink_st>()));
    auto formatter = std::make_unique<spdlog::pattern_formatter>(spdlog::pattern_time_type::utc);
    formatter->add_flag<escaped_message>('*', json);
    formatter->set_pattern(
        json ? R"({"time":"%Y-%m-%dT%H:%M:%S.%eZ","level":"%l","program":"%n","message":"%*"})"
             : "%Y-%m-%dT%H:%M:%S.%eZ %-7l %*");
    logger->set_formatter(std::move(formatter));
    logger->set_level(spdlog::level::from_str(options.level));
    logger->flush_on(spdlog::level::trace);
    return logger;
}

} // namespace crier
