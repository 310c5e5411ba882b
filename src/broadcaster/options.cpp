#include "broadcaster/options.hpp"

#include "broadcaster/manual.hpp"
#include "client/host_source.hpp"
#include "options/command_line.hpp"
#include "options/program_texts.hpp"
#include "protocol/utf8.hpp"

#include <crier/frame.hpp>
#include <crier/publisher.hpp>
#include <crier/topic.hpp>

namespace crier {
namespace {

/// What is wrong with values that each read as their type; nothing when they fit together.
std::optional<std::string> check(const broadcaster_options& options) {
    publisher_options publisher;
    publisher.source = options.source;
    if (options.source.empty() || check_options(publisher))
        return "--source: \"" + options.source + "\" is not 1 to 128 bytes of A-Za-z0-9._:-";
    if (const auto wrong = check_topic(options.topic))
        return "--topic: " + wrong->message;
    if (is_hub_topic(options.topic))
        return "--topic: topics that begin with $hub/ are the hub's own";
    if (const auto wrong = check_topic(options.control); wrong && !options.control.empty())
        return "--control: " + wrong->message;
    const manner& speech = options.begin_with;
    if (!is_utf8(speech.text))
        return "--text is not valid UTF-8";
    if (speech.text.size() > payload_bytes_default)
        return "--text is longer than " + std::to_string(payload_bytes_default) + " bytes";
    if (speech.min_interval > speech.max_interval) {
        return "--min-interval " + duration_text(speech.min_interval) +
               " is longer than --max-interval " + duration_text(speech.max_interval);
    }
    if (options.tls && options.tls->certificate.empty() != options.tls->key.empty())
        return "--tls-certificate and --tls-key belong together";
    if (options.hub.port == 0)
        return "--hub: the port can't be 0";
    return std::nullopt;
}

} // namespace

std::optional<int> read_options(int argc, const char* const* argv, broadcaster_options& options) {
    command_line line{"crier-broadcaster", "Says something to a Crier hub, now and then",
                      CRIER_VERSION};
    options.source = host_source("broadcaster");
    line.begin_group("What it says");
    line.add_text("--source", options.source, "Who speaks", "NAME", "the host's name");
    line.add_text("--topic", options.topic, "What to speak on [hello/SOURCE]", "TOPIC");
    manner& speech = options.begin_with;
    line.add_text("--text", speech.text, "What to say");
    line.add_duration("--min-interval", speech.min_interval, "Shortest time between two messages");
    line.add_duration("--max-interval", speech.max_interval, "Longest time between two messages");
    line.add_text("--control", options.control,
                  "The topic of commands to obey; none: obey none [control/SOURCE]", "TOPIC");
    line.add_optional_count("--count", options.count,
                            "Say this many, wait until they are kept, and end; without end unless "
                            "given");
    line.add_optional_count("--seed", options.seed,
                            "Makes the random times the same each time; at random unless given");
    line.begin_group("The hub");
    line.add_host_port("--hub", options.hub, "The hub's address for publishers");
    bool tls = false;
    tls_options files;
    line.add_text("--token-file", options.token_file,
                  "Show the hub the token in this file; it is read again for each connection",
                  "FILE");
    line.add_switch("--tls", tls, "Connect with TLS, and trust the system's authorities");
    line.add_text("--tls-ca", files.authorities, "Connect with TLS, and trust these authorities",
                  "FILE");
    line.add_text("--tls-certificate", files.certificate,
                  "Show the hub this certificate; its name must be the source", "FILE");
    line.add_text("--tls-key", files.key, "The certificate's key", "FILE");
    options.log.add_to(line);
    if (const auto status = print_texts(line, broadcaster_manual, argc, argv))
        return status;
    if (const auto status = line.parse(argc, argv))
        return status;
    if (tls || !files.authorities.empty() || !files.certificate.empty())
        options.tls = files;
    if (options.topic.empty())
        options.topic = "hello/" + options.source;
    if (options.control.empty())
        options.control = "control/" + options.source;
    else if (options.control == "none")
        options.control.clear();
    if (const auto wrong = check(options))
        return line.refuse(*wrong);
    return std::nullopt;
}

} // namespace crier
