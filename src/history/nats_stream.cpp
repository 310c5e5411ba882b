#include "history/nats_stream.hpp"

#include "protocol/random_id.hpp"

#include <boost/algorithm/string/join.hpp>
#include <boost/algorithm/string/split.hpp>
#include <boost/algorithm/string/trim.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace crier {
namespace {

using namespace std::chrono_literals;

constexpr auto ask_patience = 5s;
constexpr auto election_patience = 12s;
constexpr auto election_pause = 200ms;

/// What the library says of its last call, without the line of its source where it was found out.
std::string last_words(natsStatus status) {
    const char* last = nats_GetLastError(nullptr);
    std::string out = last != nullptr && *last != '\0' ? last : natsStatus_GetText(status);
    const auto place_end = out.find("): ");
    if (out.starts_with('(') && place_end != out.npos)
        out.erase(0, place_end + 3);
    return out;
}

[[noreturn]] void refuse(const std::string& what, natsStatus status, const std::string& advice) {
    throw std::runtime_error{what + ": " + last_words(status) + "; " + advice};
}

void require(natsStatus status, const std::string& what, const std::string& advice) {
    if (status != NATS_OK)
        refuse(what, status, advice);
}

std::string read_secret(const std::string& path, const std::string& flag) {
    std::ifstream file{path};
    std::string out{std::istreambuf_iterator<char>{file}, {}};
    if (!file)
        throw std::runtime_error{path + " can't be read; say another with " + flag};
    boost::algorithm::trim(out);
    return out;
}

std::vector<std::string> split_urls(const nats_options& options) {
    std::vector<std::string> out;
    boost::algorithm::split(out, options.urls, [](char c) { return c == ','; });
    for (std::string& url : out)
        boost::algorithm::trim(url);
    return out;
}

/// The URLs as they may be shown: a URL may hold a password or a token.
std::string shown_urls(const nats_options& options) {
    std::vector<std::string> urls = split_urls(options);
    for (std::string& url : urls) {
        const auto begin = url.find("://");
        const auto host = url.rfind('@');
        const std::size_t secret = begin == url.npos ? 0 : begin + 3;
        if (host != url.npos && host >= secret)
            url.replace(secret, host - secret, "...");
    }
    return boost::algorithm::join(urls, ",");
}

void set_servers(natsOptions* set, const nats_options& options) {
    const std::vector<std::string> urls = split_urls(options);
    std::vector<const char*> pointers;
    pointers.reserve(urls.size());
    for (const std::string& url : urls)
        pointers.push_back(url.c_str());
    require(natsOptions_SetServers(set, pointers.data(), static_cast<int>(pointers.size())),
            "\"" + shown_urls(options) + "\" names no NATS servers",
            "--nats-url is nats://HOST:PORT, or several with commas");
}

constexpr auto identity_advice =
    "check --nats-user, --nats-password-file, --nats-token-file and --nats-credentials";
constexpr auto tls_advice = "check --nats-tls-ca, and that the server has TLS and a certificate "
                            "for the host of --nats-url";

const char* connecting_advice(natsStatus status) {
    switch (status) {
    case NATS_CONNECTION_AUTH_FAILED:
    case NATS_NOT_PERMITTED:
        return identity_advice;
    case NATS_SSL_ERROR:
    case NATS_SECURE_CONNECTION_REQUIRED:
    case NATS_SECURE_CONNECTION_WANTED:
        return tls_advice;
    default:
        return "start nats-server with JetStream, or say where it is with --nats-url";
    }
}

void set_identity(natsOptions* set, const nats_options& options) {
    if (!options.user.empty()) {
        const std::string password = read_secret(options.password_file, "--nats-password-file");
        require(natsOptions_SetUserInfo(set, options.user.c_str(), password.c_str()),
                "the NATS user can't be used", identity_advice);
    }
    if (!options.token_file.empty()) {
        const std::string token = read_secret(options.token_file, "--nats-token-file");
        require(natsOptions_SetToken(set, token.c_str()), "the NATS token can't be used",
                identity_advice);
    }
    if (!options.credentials.empty()) {
        require(natsOptions_SetUserCredentialsFromFiles(set, options.credentials.c_str(), nullptr),
                options.credentials + " can't be used", identity_advice);
    }
}

void set_tls(natsOptions* set, const nats_options& options) {
    // The library takes tls:// for nats://, and would tell a server without TLS our secrets.
    const bool says_tls = std::ranges::any_of(
        split_urls(options), [](const std::string& url) { return url.starts_with("tls://"); });
    if (says_tls || !options.authorities.empty() || !options.certificate.empty())
        require(natsOptions_SetSecure(set, true), "TLS to NATS is impossible", "");
    if (!options.authorities.empty()) {
        require(natsOptions_LoadCATrustedCertificates(set, options.authorities.c_str()),
                options.authorities + " can't be used",
                "--nats-tls-ca is a PEM file of the authorities to trust");
    }
    if (!options.certificate.empty()) {
        require(natsOptions_LoadCertificatesChain(set, options.certificate.c_str(),
                                                  options.key.c_str()),
                options.certificate + " and " + options.key + " can't be used",
                "--nats-tls-certificate and --nats-tls-key are a PEM certificate and its key");
    }
}

} // namespace

nats_handle<natsConnection> connect_to_nats(const nats_options& options,
                                            const nats_watcher& watcher) {
    natsStatus status = NATS_OK;
    const auto set = nats_take<natsOptions>(status, natsOptions_Create);
    require(status, "NATS's library can't be used", "");
    set_servers(set.get(), options);
    set_identity(set.get(), options);
    set_tls(set.get(), options);
    natsOptions_SetName(set.get(), "crier-hub");
    natsOptions_SetTimeout(set.get(), std::chrono::milliseconds{ask_patience}.count());
    natsOptions_SetMaxReconnect(set.get(), -1);
    natsOptions_SetReconnectWait(set.get(), 200);
    natsOptions_SetReconnectJitter(set.get(), 200, 200);
    natsOptions_SetPingInterval(set.get(), 2000);
    natsOptions_SetMaxPingsOut(set.get(), 2);
    natsOptions_SetDisconnectedCB(set.get(), watcher.lost, watcher.closure);
    natsOptions_SetReconnectedCB(set.get(), watcher.found, watcher.closure);
    natsOptions_SetClosedCB(set.get(), watcher.closed, watcher.closure);
    auto out = nats_take<natsConnection>(
        status, [&](natsConnection** made) { return natsConnection_Connect(made, set.get()); });
    require(status, "NATS can't be reached at " + shown_urls(options), connecting_advice(status));
    return out;
}

namespace {

constexpr auto duplicates_window = 2min; // NATS's own default

// A stream's own times differ from server to server, so what tells it from one of the same name is
// what it was called when it was made.
constexpr std::string_view description_begin = "Crier's messages, epoch ";

epoch read_epoch(std::string_view text) {
    const auto read = parse_position(std::string{text} + ":0");
    return read ? read->epoch.value_or(epoch{}) : epoch{};
}

epoch epoch_of(const jsStreamConfig& config) {
    const std::string_view text = config.Description != nullptr ? config.Description : "";
    if (!text.starts_with(description_begin))
        return {};
    return read_epoch(text.substr(description_begin.size()));
}

std::string new_description() {
    return std::string{description_begin} + epoch{random_bits()}.text();
}

jsStreamConfig wanted_config(const nats_options& options, const retention& kept,
                             const std::string& description, std::array<const char*, 1>& subjects) {
    jsStreamConfig out;
    jsStreamConfig_Init(&out);
    out.Name = options.stream.c_str();
    out.Description = description.c_str();
    out.Subjects = subjects.data();
    out.SubjectsLen = 1;
    out.Retention = js_LimitsPolicy;
    out.Discard = js_DiscardOld;
    out.Storage = js_FileStorage;
    out.Replicas = static_cast<std::int64_t>(options.replicas);
    out.MaxMsgs = static_cast<std::int64_t>(kept.messages);
    out.MaxBytes = static_cast<std::int64_t>(kept.bytes);
    out.MaxAge = std::chrono::nanoseconds{kept.age}.count();
    out.Duplicates =
        std::min<std::int64_t>(std::chrono::nanoseconds{duplicates_window}.count(), out.MaxAge);
    return out;
}

/// How long ago the leader heard from as many others as make a majority with it; every second or
/// two where all is well.
std::chrono::nanoseconds silence_of(const jsClusterInfo* cluster) {
    if (cluster == nullptr || cluster->ReplicasLen == 0)
        return 0ns;
    std::vector<std::chrono::nanoseconds> silences;
    silences.reserve(static_cast<std::size_t>(cluster->ReplicasLen));
    for (int i = 0; i < cluster->ReplicasLen; ++i) {
        const jsPeerInfo& each = *cluster->Replicas[i];
        silences.push_back(each.Offline ? std::chrono::nanoseconds::max()
                                        : std::chrono::nanoseconds{each.Active});
    }
    std::ranges::sort(silences);
    return silences[(silences.size() + 1) / 2 - 1]; // with itself more than half
}

stream_facts facts_of(const jsStreamInfo& info) {
    return {epoch_of(*info.Config), std::max<std::uint64_t>(info.State.FirstSeq, 1),
            info.State.LastSeq, silence_of(info.Cluster)};
}

/// What of an existing stream makes it another than hubs can share; empty when nothing does.
std::string find_foreign(const jsStreamConfig& is, const std::string& subjects) {
    if (is.SubjectsLen != 1 || subjects != is.Subjects[0])
        return "it has other subjects than " + subjects;
    if (is.Retention != js_LimitsPolicy)
        return "it doesn't keep messages by limits";
    if (is.Discard != js_DiscardOld)
        return "it refuses new messages when it is full";
    if (is.MaxMsgsPerSubject > 0)
        return "it keeps only some messages of a subject";
    if (is.Sealed)
        return "it is sealed";
    return {};
}

} // namespace

stream_facts open_stream(jsCtx* context, const nats_options& options, const retention& kept) {
    const std::string subject = options.stream + ".>";
    std::array<const char*, 1> subjects{subject.c_str()};
    std::string description = new_description();
    jsStreamConfig wanted = wanted_config(options, kept, description, subjects);
    natsStatus status = NATS_OK;
    jsErrCode code{};
    const std::string what = "the stream " + options.stream + " can't be used";
    // A cluster that has just lost a server answers once it has agreed on who leads.
    const auto deadline = std::chrono::steady_clock::now() + election_patience;
    const auto ask = [&](auto question) {
        for (;;) {
            code = {};
            auto answer = nats_take<jsStreamInfo>(status, question);
            const bool unsettled = status == NATS_TIMEOUT || code == JSClusterNotAvailErr;
            if (!unsettled || std::chrono::steady_clock::now() >= deadline)
                return answer;
            std::this_thread::sleep_for(election_pause);
        }
    };
    const auto look = [&] {
        return ask([&](jsStreamInfo** info) {
            return js_GetStreamInfo(info, context, wanted.Name, nullptr, &code);
        });
    };
    auto there = look();
    if (status == NATS_NOT_FOUND) {
        const auto made = ask([&](jsStreamInfo** info) {
            return js_AddStream(info, context, &wanted, nullptr, &code);
        });
        const natsStatus failed = status;
        there = look(); // another hub may have been quicker
        if (status == NATS_NOT_FOUND) {
            refuse("the stream " + options.stream + " can't be made", failed,
                   "check --nats-stream and --nats-replicas, and what the servers' accounts allow");
        }
    }
    if (status == NATS_NO_RESPONDERS || status == NATS_TIMEOUT)
        refuse(what, status, "start nats-server with JetStream (-js), 2.9 or newer");
    require(status, what, "see nats-server's log");
    if (const std::string foreign = find_foreign(*there->Config, subject); !foreign.empty()) {
        throw std::runtime_error{what + ": " + foreign +
                                 "; choose another name with --nats-stream, or delete it"};
    }
    if (epoch_of(*there->Config) != epoch{})
        description = there->Config->Description;
    wanted.Description = description.c_str();
    wanted.Storage = there->Config->Storage;
    wanted.Replicas = std::max(wanted.Replicas, there->Config->Replicas);
    const auto updated = ask([&](jsStreamInfo** info) {
        return js_UpdateStream(info, context, &wanted, nullptr, &code);
    });
    require(status, "the stream " + options.stream + " can't be given this hub's limits",
            "give all hubs the same --retain-… and --nats-replicas");
    const auto now_is = look();
    require(status, what, "see nats-server's log");
    // A single server of 2.10 takes such a number for a stream that is there, and says who leads
    // it.
    const bool clustered = now_is->Cluster != nullptr && now_is->Cluster->Name != nullptr &&
                           *now_is->Cluster->Name != '\0';
    if (wanted.Replicas > 1 && !clustered) {
        throw std::runtime_error{"a single nats-server keeps no " +
                                 std::to_string(wanted.Replicas) +
                                 " replicas; leave --nats-replicas out, or make it a cluster"};
    }
    return facts_of(*now_is);
}

std::optional<stream_facts> read_facts(jsCtx* context, const nats_options& options) {
    natsStatus status = NATS_OK;
    jsErrCode code{};
    const auto info = nats_take<jsStreamInfo>(status, [&](jsStreamInfo** made) {
        return js_GetStreamInfo(made, context, options.stream.c_str(), nullptr, &code);
    });
    if (status != NATS_OK)
        return std::nullopt;
    return facts_of(*info);
}

} // namespace crier
