#include "hub/options.hpp"

#include "hub/version.hpp"
#include "options/command_line.hpp"

#include <crier/frame.hpp>

#include <boost/asio/ip/host_name.hpp>

#include <filesystem>

namespace crier {
namespace {

using namespace std::chrono_literals;

/// Values in the units of the command line; their initial values are the defaults.
struct raw_options {
    std::string history;
    std::string durability = "process";
    std::optional<std::uint64_t> retain_messages;
    std::chrono::microseconds retain_age = 24h;
    std::optional<std::uint64_t> retain_bytes;
    std::chrono::microseconds session_age = 7 * 24h;
};

void declare_tls(command_line& line, tls_files& out) {
    line.add_text("--tls-certificate", out.certificate,
                  "Speak TLS on both ports, with this certificate and what vouches for it", "FILE");
    line.add_text("--tls-key", out.key, "The certificate's key", "FILE");
    line.add_text("--tls-client-ca", out.authorities,
                  "Ask publishers for a certificate of these authorities; its name is their source",
                  "FILE");
}

void declare(command_line& line, hub_options& out, raw_options& raw) {
    line.add_host_port("--publish-address", out.publish_address,
                       "Where publishers connect; port 0 picks a free one");
    line.add_host_port("--web-address", out.web_address,
                       "Where browsers connect; port 0 picks a free one");
    line.add_text("--name", out.name, "What the hub calls itself", "NAME");
    line.add_text("--data-dir", out.history.folder,
                  "Keep messages in this folder, over restarts; without it, in memory", "DIR");
    line.add_choice("--history", raw.history, {"memory", "sqlite"},
                    "Where messages are kept; sqlite with --data-dir, else memory");
    line.add_choice("--durability", raw.durability, {"process", "power"},
                    "What stored messages survive: the hub's end, or the machine's");
    line.add_optional_count("--retain-messages", raw.retain_messages,
                            "Keep at most this many messages [1000000, sqlite 1000000000]");
    line.add_duration("--retain-age", raw.retain_age, "Keep messages at most this long");
    line.add_optional_bytes("--retain-bytes", raw.retain_bytes,
                            "Keep at most this much [64MiB, sqlite 1GiB]");
    line.add_duration("--session-age", raw.session_age,
                      "Know what a silent publisher sent for this long");
    line.add_bytes("--max-payload", out.payload_bytes_max, "The largest payload of a message");
    line.add_bytes("--max-outbox", out.outbox_bytes_max,
                   "What may wait in memory for one subscriber");
    line.add_bytes("--compress-from", out.compress_from,
                   "Compress messages of this size and more for browsers that can; 0: never");
    line.add_duration("--heartbeat", out.heartbeat, "Longest silence towards a subscriber");
    line.add_duration("--write-deadline", out.write_deadline,
                      "Close a connection that takes nothing for this long");
    line.add_duration("--drain-timeout", out.drain_timeout,
                      "How long a stopping hub waits for its connections");
    line.add_text("--web-root", out.web_root,
                  "Serve the page from this folder instead of the built-in one", "DIR");
    declare_tls(line, out.tls);
    out.log.add_to(line);
}

/// What is possible by itself but makes no sense; nothing when all does.
std::string find_nonsense(const hub_options& out) {
    constexpr std::uint64_t payload_limit = std::uint64_t{256} * 1024 * 1024;
    if (out.heartbeat < 100ms)
        return "--heartbeat must be at least 100ms";
    if (out.write_deadline < 100ms)
        return "--write-deadline must be at least 100ms";
    if (out.payload_bytes_max == 0 || out.payload_bytes_max > payload_limit)
        return "--max-payload must be from 1 to 256MiB";
    if (out.outbox_bytes_max < std::uint64_t{64} * 1024)
        return "--max-outbox must be at least 64KiB";
    const retention& kept = out.history.kept;
    if (kept.messages == 0 || kept.bytes == 0 || kept.age < 1s) {
        return "--retain-messages and --retain-bytes must be at least 1, --retain-age at least 1s: "
               "a subscriber that is slow for a moment is served from what is kept";
    }
    if (out.history.kind == "sqlite" && out.history.folder.empty())
        return "--history sqlite needs a folder: --data-dir DIR";
    if (out.history.kind == "memory" && !out.history.folder.empty())
        return "--history memory keeps nothing in --data-dir; leave one of them out";
    if (out.history.session_age_max < 1s)
        return "--session-age must be at least 1s";
    if (out.tls.certificate.empty() != out.tls.key.empty())
        return "--tls-certificate and --tls-key belong together";
    if (out.tls.certificate.empty() && !out.tls.authorities.empty())
        return "--tls-client-ca needs --tls-certificate and --tls-key";
    if (!out.web_root.empty() && !std::filesystem::is_directory(out.web_root))
        return "--web-root: there is no folder \"" + out.web_root + "\"";
    return {};
}

void take_history(const raw_options& raw, history_options& out) {
    using std::chrono::floor;
    using std::chrono::seconds;
    out.kind = raw.history;
    if (out.kind.empty())
        out.kind = out.folder.empty() ? "memory" : "sqlite";
    const bool stored = out.kind == "sqlite";
    out.survives = raw.durability == "power" ? durability::power : durability::process;
    out.kept.messages = raw.retain_messages.value_or(stored ? 1'000'000'000 : 1'000'000);
    out.kept.bytes = raw.retain_bytes.value_or(std::uint64_t{stored ? 1024U : 64U} * 1024 * 1024);
    out.kept.age = floor<seconds>(raw.retain_age);
    out.session_age_max = floor<seconds>(raw.session_age);
}

} // namespace

std::variant<hub_options, int> parse_hub_options(int argc, const char* const* argv) {
    hub_options out;
    raw_options raw;
    boost::system::error_code ec;
    out.name = boost::asio::ip::host_name(ec);
    out.heartbeat = 15s;
    out.write_deadline = 30s;
    out.drain_timeout = 20s;
    out.payload_bytes_max = payload_bytes_default;
    out.outbox_bytes_max = std::uint64_t{1024} * 1024;
    out.compress_from = 1024;
    command_line line{
        "crier-hub",
        "Takes messages from many machines and shows them, live, in any number of browsers.",
        std::string{version}};
    declare(line, out, raw);
    if (const auto status = line.parse(argc, argv))
        return *status;
    take_history(raw, out.history);
    if (const std::string nonsense = find_nonsense(out); !nonsense.empty())
        return line.refuse(nonsense);
    return out;
}

} // namespace crier
