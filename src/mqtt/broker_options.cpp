#include "mqtt/broker_options.hpp"

#include "protocol/utf8.hpp"

#include <crier/topic.hpp>

#include <fstream>
#include <limits>

namespace crier {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

/// What every broker takes that follows MQTT 5 (section 3.1.3.1 asks for 23, all take far more).
constexpr std::size_t client_id_bytes_max = 256;
constexpr seconds keepalive_min{5}; // libmosquitto takes no less
constexpr seconds keepalive_max{65'535};
constexpr std::uint64_t packet_bytes_min = 1024;
constexpr std::uint64_t packet_bytes_max = 268'435'460; // MQTT's own

bool is_readable(const std::string& file) {
    return std::ifstream{file}.good();
}

/// A text as MQTT has them: UTF-8 without NUL.
bool is_mqtt_text(const std::string& text) {
    return is_utf8(text) && text.find('\0') == std::string::npos;
}

std::optional<std::string> check_client(const broker_options& options) {
    const std::string& id = options.client_id;
    if (id.empty() || id.size() > client_id_bytes_max || !is_mqtt_text(id))
        return "--client-id must be 1 to 256 bytes of UTF-8 without NUL";
    if (!is_mqtt_text(options.user))
        return "--broker-user is not valid UTF-8 without NUL";
    if (options.user.empty() && !options.password_file.empty())
        return "--broker-password-file needs --broker-user";
    if (options.user.empty() && !options.password.empty())
        return "CRIER_BROKER_PASSWORD needs --broker-user";
    if (!options.password.empty() && !options.password_file.empty())
        return "--broker-password-file and CRIER_BROKER_PASSWORD exclude each other";
    if (const auto password = password_of(options); !password)
        return "--broker-password-file: " + password.error().message;
    return std::nullopt;
}

std::optional<std::string> check_tls(const tls_options& tls) {
    if (tls.certificate.empty() != tls.key.empty())
        return "--broker-tls-certificate and --broker-tls-key belong together";
    if (!tls.authorities.empty() && !is_readable(tls.authorities))
        return "--broker-tls-ca: the file " + tls.authorities + " can't be read";
    if (!tls.certificate.empty() && !is_readable(tls.certificate))
        return "--broker-tls-certificate: the file " + tls.certificate + " can't be read";
    if (!tls.key.empty() && !is_readable(tls.key))
        return "--broker-tls-key: the file " + tls.key + " can't be read";
    return std::nullopt;
}

std::optional<std::string> check_numbers(const broker_options& options) {
    const auto keepalive = duration_cast<seconds>(options.keepalive);
    if (keepalive != options.keepalive || keepalive < keepalive_min || keepalive > keepalive_max)
        return "--keepalive must be whole seconds from 5s to 65535s";
    const auto expiry = duration_cast<seconds>(options.session_expiry);
    if (expiry != options.session_expiry || expiry.count() < 1 ||
        expiry.count() > std::numeric_limits<std::uint32_t>::max())
        return "--session-expiry must be whole seconds, 1s or more";
    if (options.max_packet < packet_bytes_min || options.max_packet > packet_bytes_max)
        return "--max-packet must be from 1KiB to 256MiB";
    return std::nullopt;
}

} // namespace

result<std::string> password_of(const broker_options& options) {
    if (options.password_file.empty())
        return options.password;
    std::ifstream file{options.password_file};
    std::string password;
    std::getline(file, password); // the line's end is an editor's, not the password's
    if (password.ends_with('\r'))
        password.pop_back();
    if (password.empty()) {
        return refusal{errc::unauthorized,
                       "there is no password in the file " + options.password_file};
    }
    return password;
}

std::optional<std::string> check(const broker_options& options) {
    if (options.address.port == 0)
        return "--broker: the port can't be 0";
    if (auto wrong = check_client(options))
        return wrong;
    if (options.tls) {
        if (auto wrong = check_tls(*options.tls))
            return wrong;
    }
    if (options.will) {
        if (const auto wrong = check_topic(options.will->topic))
            return "--will-topic: " + wrong->message;
    }
    return check_numbers(options);
}

} // namespace crier
