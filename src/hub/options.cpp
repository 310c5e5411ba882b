#include "hub/options.hpp"

#include "access/origin_policy.hpp"
#include "hub/manual.hpp"
#include "hub/version.hpp"
#include "options/command_line.hpp"
#include "options/program_texts.hpp"

#include <crier/frame.hpp>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/host_name.hpp>

#include <filesystem>

namespace crier {
namespace {

using namespace std::chrono_literals;

/// Values in the units of the command line; their initial values are the defaults.
struct raw_options {
    std::string history;
    std::string durability = "process";
    std::string presence = "on";
    bool force_faults = false;
    std::optional<std::uint64_t> retain_messages;
    std::chrono::microseconds retain_age = 24h;
    std::optional<std::uint64_t> retain_bytes;
    std::chrono::microseconds session_age = 7 * 24h;
};

void declare_access(command_line& line, hub_options& out) {
    line.begin_group("Access");
    line.add_text("--tls-certificate", out.tls.certificate,
                  "Speak TLS on both ports, with this certificate and what vouches for it", "FILE");
    line.add_text("--tls-key", out.tls.key, "The certificate's key", "FILE");
    line.add_text("--tls-client-ca", out.tls.authorities,
                  "Ask publishers for a certificate of these authorities; its name is their source",
                  "FILE");
    line.add_list(
        "--token-key", out.access.token_keys,
        "Let in who has a token signed with this key: a secret (HS256), or a PEM public key "
        "(RS256, ES256); may be repeated",
        "[KID=]FILE");
    line.add_text("--token-jwks", out.access.jwks_file,
                  "The same with the keys in this JSON Web Key Set", "FILE");
    line.add_text("--token-issuer", out.access.rules.issuer,
                  "Who must have issued the tokens (iss)");
    line.add_text("--token-audience", out.access.rules.audience,
                  "For whom the tokens must be (aud)");
    line.add_text("--permissions", out.access.permissions_file,
                  "A JSON file: what clients without a token may do, and those with a certificate",
                  "FILE");
    line.add_list("--allowed-origins", out.allowed_origins,
                  "Pages from there may use the hub too, and read its answers (CORS): "
                  "https://HOST[:PORT], or *; may be repeated",
                  "ORIGIN");
    line.add_list("--hubs", out.hubs,
                  "A hub that shares this one's history, where its page goes on when this one is "
                  "lost, and whose page may use this one: https://HOST[:PORT]; may be repeated",
                  "ORIGIN");
    line.add_switch("--insecure", out.insecure,
                    "Serve everybody who can reach the hub, without any access control");
}

void declare_limits(command_line& line, limits& out) {
    line.begin_group("Limits");
    line.add_count("--max-connections", out.connections.in_all,
                   "Connections in all; 0: as many as the system has descriptors for");
    line.add_count("--max-connections-per-address", out.connections.per_address,
                   "Connections from one address, but for this machine's; 0: any number");
    line.add_count("--max-handshakes", out.connections_per_second,
                   "Connections that are begun in a second; more wait; 0: any number");
    line.add_count("--max-filters", out.filters, "Filters of one connection; 0: any number");
    line.add_bytes("--max-header", out.header_bytes, "The header of a request");
    line.add_count("--max-topics", out.topics, "Topics in all; 0: any number");
    line.add_count(
        "--max-publish-rate", out.rate.messages,
        "Messages that one connection may publish in a second; over TCP the hub reads no "
        "faster, elsewhere it answers rate_limited; 0: any number");
    line.add_bytes("--max-publish-bytes", out.rate.bytes,
                   "Bytes that one connection may publish in a second, likewise; 0: any number");
    line.add_duration("--handshake-deadline", out.handshake_deadline,
                      "How long a new connection may take for the TLS handshake");
    line.add_duration("--header-deadline", out.header_deadline,
                      "How long a new connection may take for the header of its first request");
    line.add_duration("--idle-deadline", out.idle_deadline,
                      "How long a connection may be silent between two requests");
}

void declare_nats(command_line& line, nats_options& out) {
    line.begin_group("NATS, with --history jetstream");
    line.add_text("--nats-url", out.urls, "Where the NATS servers are; several with commas", "URL");
    line.add_text(
        "--nats-stream", out.stream,
        "The stream that hubs share, made where there is none, and the first level of its "
        "subjects",
        "NAME");
    line.add_count("--nats-replicas", out.replicas, "How many servers keep a message");
    line.add_text("--nats-user", out.user, "Who the hub is to NATS", "NAME");
    line.add_text("--nats-password-file", out.password_file, "That user's password", "FILE");
    line.add_text("--nats-token-file", out.token_file, "A token instead", "FILE");
    line.add_text("--nats-credentials", out.credentials, "The credentials that nsc makes instead",
                  "FILE");
    line.add_text("--nats-tls-ca", out.authorities,
                  "Speak TLS with NATS, and trust these authorities", "FILE");
    line.add_text("--nats-tls-certificate", out.certificate, "Show NATS this certificate", "FILE");
    line.add_text("--nats-tls-key", out.key, "That certificate's key", "FILE");
}

void declare_addresses(command_line& line, hub_options& out) {
    line.begin_group("Addresses");
    line.add_host_port("--publish-address", out.publish_address,
                       "Where publishers connect; port 0 picks a free one",
                       "127.0.0.1:7000; with access control, or --insecure, 0.0.0.0:7000");
    line.add_host_port("--web-address", out.web_address,
                       "Where browsers connect; port 0 picks a free one",
                       "127.0.0.1:8080; with access control, or --insecure, 0.0.0.0:8080");
    line.add_optional_host_port("--metrics-address", out.metrics_address,
                                "Where /metrics and the probes are as well, plain and alone; "
                                "without it, at the web address");
    line.add_text("--name", out.name, "What the hub calls itself", "NAME", "the host's name");
    line.add_text("--web-root", out.web_root,
                  "Serve the page from this folder instead of the built-in one", "DIR");
}

void declare_history(command_line& line, hub_options& out, raw_options& raw) {
    line.begin_group("History");
    line.add_text("--data-dir", out.history.folder,
                  "Keep messages in this folder, over restarts; without it, in memory", "DIR");
    line.add_choice("--history", raw.history, {"memory", "sqlite", "jetstream"},
                    "Where messages are kept; jetstream: in a stream of NATS that hubs share "
                    "[sqlite with --data-dir, else memory]");
    line.add_choice("--durability", raw.durability, {"process", "power"},
                    "What stored messages survive: the hub's end (also kill -9), or the machine's");
    line.add_optional_count("--retain-messages", raw.retain_messages,
                            "Keep at most this many messages [1000000, sqlite 1000000000]");
    line.add_duration("--retain-age", raw.retain_age, "Keep messages at most this long");
    line.add_optional_bytes("--retain-bytes", raw.retain_bytes,
                            "Keep at most this much [64MiB, sqlite 1GiB]");
    line.add_duration("--session-age", raw.session_age,
                      "Know what a silent publisher sent for this long");
}

void declare_delivery(command_line& line, hub_options& out, raw_options& raw) {
    line.begin_group("Delivery");
    line.add_bytes("--max-payload", out.payload_bytes_max, "The largest payload of a message");
    line.add_bytes("--max-outbox", out.outbox_bytes_max,
                   "What may wait in memory for one subscriber; past it, it is served from the "
                   "history");
    line.add_bytes("--compress-from", out.compress_from,
                   "Compress messages of this size and more for browsers that can; 0: never");
    line.add_duration("--heartbeat", out.heartbeat, "Longest silence towards a subscriber");
    line.add_duration("--write-deadline", out.write_deadline,
                      "Close a connection whose socket takes nothing for this long");
    line.add_choice("--presence", raw.presence, {"on", "off"},
                    "Tell on $hub/publishers/SOURCE which publishers come and go");
    line.begin_group("Stopping");
    line.add_duration("--drain-timeout", out.drain_timeout,
                      "How long a stopping hub waits for its connections");
    line.add_duration("--drain-delay", out.drain_delay,
                      "How long a hub that is told to stop serves on, not ready, before it drains");
}

void declare_faults(command_line& line, hub_options& out, raw_options& raw) {
    line.begin_group("Faults");
    line.add_switch("--enable-faults", out.faults,
                    "Let POST /api/v1/faults lose, double, delay, freeze and cut, to see what then "
                    "happens");
    line.add_switch("--force-faults", raw.force_faults,
                    "Allow --enable-faults where other machines can reach the hub");
}

void declare(command_line& line, hub_options& out, raw_options& raw) {
    declare_addresses(line, out);
    declare_history(line, out, raw);
    declare_nats(line, out.history.nats);
    declare_delivery(line, out, raw);
    declare_access(line, out);
    declare_limits(line, out.limits);
    declare_faults(line, out, raw);
    out.log.add_to(line);
}

bool is_loopback(const std::string& host) {
    boost::system::error_code ec;
    const auto address = boost::asio::ip::make_address(host, ec);
    return host == "localhost" || (!ec && address.is_loopback());
}

/// Whoever serves more than its own machine says who may do what, or that nobody needs to. Where no
/// host is given it follows from that.
std::string find_carelessness(hub_options& out) {
    const bool known = !out.access.token_keys.empty() || !out.access.jwks_file.empty() ||
                       !out.access.permissions_file.empty() || out.access.certificates;
    if (known && out.insecure)
        return "--insecure lets everybody do everything; leave it out, or the access control";
    out.local_only = !known && !out.insecure;
    std::vector<host_port*> addresses{&out.publish_address, &out.web_address};
    if (out.metrics_address)
        addresses.push_back(&*out.metrics_address);
    for (host_port* address : addresses) {
        if (address->host.empty())
            address->host = out.local_only ? "127.0.0.1" : "0.0.0.0";
        if (out.local_only && !is_loopback(address->host)) {
            return "on " + address->text() +
                   " everybody who can reach it could read and publish everything; say who may do "
                   "what (--token-key, --token-jwks, --permissions or --tls-client-ca), or "
                   "--insecure";
        }
    }
    for (const std::string& origin : out.allowed_origins) {
        if (const auto wrong = origin_policy::check(origin))
            return "--allowed-origins: " + *wrong;
    }
    for (const std::string& hub : out.hubs) {
        if (hub == "*" || origin_policy::check(hub)) {
            return "--hubs: \"" + hub +
                   "\" is not an origin such as http://10.0.0.7:8080 (no path after it)";
        }
        out.allowed_origins.push_back(hub);
    }
    return {};
}

/// Faults are for who tries something on a machine of their own. After the addresses are known.
std::string find_dangerous_faults(const hub_options& out, bool forced) {
    if (!out.faults || forced)
        return {};
    for (const host_port& address : {out.publish_address, out.web_address}) {
        if (!is_loopback(address.host)) {
            return "--enable-faults lets whoever reaches " + address.text() +
                   " lose and cut what others get; serve this machine alone (127.0.0.1), or add "
                   "--force-faults";
        }
    }
    return {};
}

std::string find_nats_nonsense(const history_options& history) {
    const nats_options& nats = history.nats;
    constexpr std::string_view allowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
    if (history.kind != "jetstream")
        return {};
    if (!history.folder.empty())
        return "--history jetstream keeps nothing in --data-dir; leave one of them out";
    if (nats.stream.empty() || nats.stream.find_first_not_of(allowed) != std::string::npos)
        return "--nats-stream must be a name of A-Za-z0-9_-";
    if (nats.replicas < 1 || nats.replicas > 5)
        return "--nats-replicas must be from 1 to 5";
    if (nats.user.empty() != nats.password_file.empty())
        return "--nats-user and --nats-password-file belong together";
    if (nats.certificate.empty() != nats.key.empty())
        return "--nats-tls-certificate and --nats-tls-key belong together";
    return {};
}

/// What is possible by itself but makes no sense; nothing when all does.
std::string find_nonsense(const hub_options& out) {
    constexpr std::uint64_t payload_limit = std::uint64_t{256} * 1024 * 1024;
    if (out.heartbeat < 100ms)
        return "--heartbeat must be at least 100ms";
    if (out.write_deadline < 100ms)
        return "--write-deadline must be at least 100ms";
    for (const auto deadline :
         {out.limits.handshake_deadline, out.limits.header_deadline, out.limits.idle_deadline}) {
        if (deadline < 100ms) {
            return "--handshake-deadline, --header-deadline and --idle-deadline must be at least "
                   "100ms";
        }
    }
    if (out.limits.header_bytes < 1024 || out.limits.header_bytes > std::uint64_t{1024} * 1024)
        return "--max-header must be from 1KiB to 1MiB";
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
    if (std::string wrong = find_nats_nonsense(out.history); !wrong.empty())
        return wrong;
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
    if (const auto status = print_texts(line, hub_manual, argc, argv))
        return *status;
    if (const auto status = line.parse(argc, argv))
        return *status;
    out.given = line.given();
    out.config_file = line.config_file();
    take_history(raw, out.history);
    out.presence = raw.presence == "on";
    out.access.certificates = !out.tls.authorities.empty();
    if (const std::string nonsense = find_nonsense(out); !nonsense.empty())
        return line.refuse(nonsense);
    if (const std::string careless = find_carelessness(out); !careless.empty())
        return line.refuse(careless);
    if (const std::string danger = find_dangerous_faults(out, raw.force_faults); !danger.empty())
        return line.refuse(danger);
    return out;
}

} // namespace crier
