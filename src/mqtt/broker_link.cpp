#include "mqtt/broker_link.hpp"

#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <openssl/x509.h>
#include <poll.h>

#include <cerrno>
#include <cstring>
#include <new>
#include <utility>

namespace crier {
namespace {

using std::chrono::duration_cast;
using std::chrono::seconds;

constexpr int qos = 1;

/// From here on a reason of MQTT 5 is a failure.
constexpr int first_failure = 128;

broker_link& self(void* link) {
    return *static_cast<broker_link*>(link);
}

void connected(mosquitto* /*client*/, void* link, int reason, int flags,
               const mosquitto_property* /*properties*/) {
    self(link).on_connect(reason, (flags & 1) != 0);
}

void subscribed(mosquitto* /*client*/, void* link, int /*id*/, int count, const int* granted,
                const mosquitto_property* /*properties*/) {
    self(link).on_subscribe(granted, count);
}

void received(mosquitto* /*client*/, void* link, const mosquitto_message* message,
              const mosquitto_property* /*properties*/) {
    broker_message out;
    out.topic = message->topic;
    out.payload = {static_cast<const char*>(message->payload),
                   static_cast<std::size_t>(message->payloadlen)};
    out.qos = message->qos;
    out.id = static_cast<std::uint16_t>(message->mid);
    out.retained = message->retain;
    self(link).on_message(out);
}

void published(mosquitto* /*client*/, void* link, int id, int reason,
               const mosquitto_property* /*properties*/) {
    self(link).on_publish(id, reason);
}

void disconnected(mosquitto* /*client*/, void* link, int reason,
                  const mosquitto_property* /*properties*/) {
    self(link).on_disconnect(reason);
}

void logged(mosquitto* /*client*/, void* link, int level, const char* text) {
    self(link).on_log(level, text);
}

/// A key that needs a password would be asked for at a terminal that isn't there.
int no_password(char* /*buffer*/, int /*size*/, int /*writing*/, void* /*link*/) {
    return 0;
}

const char* or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

int options_of_subscription(retained_messages retained) {
    // Not what we have published ourselves: that would go round in circles.
    switch (retained) {
    case retained_messages::always:
        return MQTT_SUB_OPT_NO_LOCAL | MQTT_SUB_OPT_SEND_RETAIN_ALWAYS;
    case retained_messages::never:
        return MQTT_SUB_OPT_NO_LOCAL | MQTT_SUB_OPT_SEND_RETAIN_NEVER;
    default:
        return MQTT_SUB_OPT_NO_LOCAL | MQTT_SUB_OPT_SEND_RETAIN_NEW;
    }
}

/// Whether the same CONNECT would be refused again.
bool is_hopeless(int reason, const broker_options& options) {
    switch (reason) {
    case MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION:
    case MQTT_RC_CLIENTID_NOT_VALID:
    case MQTT_RC_BAD_AUTHENTICATION_METHOD:
    case MQTT_RC_BANNED:
    case MQTT_RC_RETAIN_NOT_SUPPORTED:
    case MQTT_RC_QOS_NOT_SUPPORTED:
        return true;
    case MQTT_RC_BAD_USERNAME_OR_PASSWORD:
    case MQTT_RC_NOT_AUTHORIZED: // the file may have another password then
        return options.password_file.empty();
    default:
        return false;
    }
}

std::string words_of(int reason) {
    if (reason == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION)
        return "it doesn't speak MQTT 5";
    if (reason == MQTT_RC_SESSION_TAKEN_OVER)
        return "another program has connected with our client id";
    return mosquitto_reason_string(reason);
}

} // namespace

void broker_link::destroy::operator()(mosquitto* client) const noexcept {
    mosquitto_destroy(client);
}

broker_link::broker_link(const broker_options& options, const std::vector<std::string>& filters,
                         std::uint64_t window, broker_handlers handlers)
    : options_{options},
      filters_{filters},
      window_{window},
      handlers_{std::move(handlers)},
      client_{mosquitto_new(options.client_id.c_str(), false, this)} {
    if (!client_)
        throw std::bad_alloc{};
    mosquitto_connect_v5_callback_set(client_.get(), connected);
    mosquitto_subscribe_v5_callback_set(client_.get(), subscribed);
    mosquitto_message_v5_callback_set(client_.get(), received);
    mosquitto_publish_v5_callback_set(client_.get(), published);
    mosquitto_disconnect_v5_callback_set(client_.get(), disconnected);
    mosquitto_log_callback_set(client_.get(), logged);
}

broker_link::~broker_link() = default;

std::optional<broker_failure> broker_link::set_up() {
    mosquitto* const client = client_.get();
    // No thread of its own is started. Told that there is one, libmosquitto queues every packet
    // until loop_write instead of sending it at once: an acknowledgement too, which it makes before
    // it hands the message over.
    mosquitto_threaded_set(client, true);
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(client, MOSQ_OPT_RECEIVE_MAXIMUM, static_cast<int>(window_));
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    if (!options_.user.empty()) {
        const auto password = password_of(options_);
        if (!password)
            return broker_failure{password.error().message, false};
        if (const int code =
                mosquitto_username_pw_set(client, options_.user.c_str(), or_null(*password)))
            return outcome(code);
    }
    if (const auto& will = options_.will) {
        if (const int code = mosquitto_will_set_v5(client, will->topic.c_str(),
                                                   static_cast<int>(will->text.size()),
                                                   will->text.data(), qos, will->retained, nullptr))
            return outcome(code);
    }
    return options_.tls ? set_up_tls(*options_.tls) : std::nullopt;
}

std::optional<broker_failure> broker_link::set_up_tls(const tls_options& tls) {
    const char* system = tls.authorities.empty() ? X509_get_default_cert_dir() : nullptr;
    const int code = mosquitto_tls_set(client_.get(), or_null(tls.authorities), system,
                                       or_null(tls.certificate), or_null(tls.key), no_password);
    if (code == MOSQ_ERR_SUCCESS)
        return std::nullopt;
    return broker_failure{"a file of the broker's TLS can't be read", false};
}

std::optional<broker_failure> broker_link::connect() {
    if (auto failed = set_up())
        return failed;
    const auto expiry = duration_cast<seconds>(options_.session_expiry).count();
    mosquitto_property* properties = nullptr;
    mosquitto_property_add_int32(&properties, MQTT_PROP_SESSION_EXPIRY_INTERVAL,
                                 static_cast<std::uint32_t>(expiry));
    mosquitto_property_add_int32(&properties, MQTT_PROP_MAXIMUM_PACKET_SIZE,
                                 static_cast<std::uint32_t>(options_.max_packet));
    const auto keepalive = duration_cast<seconds>(options_.keepalive).count();
    const int code = mosquitto_connect_bind_v5(client_.get(), options_.address.host.c_str(),
                                               options_.address.port, static_cast<int>(keepalive),
                                               nullptr, properties);
    const int error = errno;
    mosquitto_property_free_all(&properties);
    errno = error;
    return outcome(code);
}

int broker_link::socket() const {
    return mosquitto_socket(client_.get());
}

bool broker_link::is_readable() const {
    pollfd asked{socket(), POLLIN, 0};
    return asked.fd >= 0 && ::poll(&asked, 1, 0) > 0;
}

std::optional<broker_failure> broker_link::read() {
    return outcome(mosquitto_loop_read(client_.get(), 1));
}

bool broker_link::wants_write() const {
    return socket() >= 0 && mosquitto_want_write(client_.get());
}

std::optional<broker_failure> broker_link::write() {
    return outcome(mosquitto_loop_write(client_.get(), 1));
}

std::optional<broker_failure> broker_link::tick() {
    return outcome(mosquitto_loop_misc(client_.get()));
}

result<int> broker_link::publish(std::string_view topic, std::string_view payload) {
    int id = 0;
    const std::string name{topic};
    const int code =
        mosquitto_publish_v5(client_.get(), &id, name.c_str(), static_cast<int>(payload.size()),
                             payload.data(), qos, false, nullptr);
    switch (code) {
    case MOSQ_ERR_SUCCESS:
        return id;
    case MOSQ_ERR_INVAL:
    case MOSQ_ERR_PAYLOAD_SIZE:
    case MOSQ_ERR_OVERSIZE_PACKET:
    case MOSQ_ERR_MALFORMED_UTF8:
    case MOSQ_ERR_QOS_NOT_SUPPORTED:
        return refusal{errc::bad_payload, mosquitto_strerror(code)};
    default:
        return refusal{errc::connection_ended, mosquitto_strerror(code)};
    }
}

void broker_link::disconnect() {
    mosquitto_disconnect_v5(client_.get(), MQTT_RC_NORMAL_DISCONNECTION, nullptr);
}

/// What is wrong after a call that gave this code: the broker's own words count most.
std::optional<broker_failure> broker_link::outcome(int code) {
    if (failure_)
        return failure_;
    if (code == MOSQ_ERR_SUCCESS)
        return std::nullopt;
    // It says "see errno" of a connection that ended, too, where there is nothing to see.
    if (code == MOSQ_ERR_ERRNO && errno == 0)
        code = MOSQ_ERR_CONN_LOST;
    std::string why = code == MOSQ_ERR_ERRNO ? std::strerror(errno) : mosquitto_strerror(code);
    if (!last_error_.empty())
        why += " (" + last_error_ + ")";
    return broker_failure{std::move(why), false};
}

void broker_link::fail(std::string why, bool hopeless) {
    if (!failure_)
        failure_ = broker_failure{std::move(why), hopeless};
}

void broker_link::on_connect(int reason, bool session_present) {
    if (reason != MQTT_RC_SUCCESS) {
        fail("the broker refuses us: " + words_of(reason), is_hopeless(reason, options_));
        return;
    }
    if (handlers_.connected)
        handlers_.connected(session_present);
    subscribe();
}

/// Also where the broker still has the session: the filters may be others than before.
void broker_link::subscribe() {
    std::vector<char*> filters;
    for (std::string& filter : filters_)
        filters.push_back(filter.data());
    const int code = mosquitto_subscribe_multiple(
        client_.get(), nullptr, static_cast<int>(filters.size()), filters.data(), qos,
        options_of_subscription(options_.retained), nullptr);
    if (code != MOSQ_ERR_SUCCESS)
        fail(std::string{"subscribing: "} + mosquitto_strerror(code), false);
}

void broker_link::on_subscribe(const int* granted, int count) {
    for (int i = 0; i < count; ++i) {
        if (granted[i] < first_failure)
            continue;
        const std::string filter = static_cast<std::size_t>(i) < filters_.size()
                                       ? filters_[static_cast<std::size_t>(i)]
                                       : std::string{};
        fail("the broker refuses the filter \"" + filter + "\": " + words_of(granted[i]), true);
        return;
    }
    subscribed_ = true;
}

void broker_link::on_message(const broker_message& message) {
    broker_message told = message;
    told.dup = std::exchange(dup_, false);
    if (handlers_.message)
        handlers_.message(told);
}

void broker_link::on_publish(int id, int reason) {
    if (handlers_.published)
        handlers_.published(id, reason);
}

void broker_link::on_disconnect(int reason) {
    if (reason >= first_failure) {
        fail("the broker ends the connection: " + words_of(reason),
             reason == MQTT_RC_SESSION_TAKEN_OVER || is_hopeless(reason, options_));
    }
}

void broker_link::on_log(int level, std::string_view text) {
    if (level == MOSQ_LOG_ERR)
        last_error_ = text;
    // That a message comes again is said here alone, right before it is handed over: the message
    // itself has no such flag. Should the words change, it counts as one that comes for the first
    // time.
    else if (level == MOSQ_LOG_DEBUG && text.find("received PUBLISH (d") != std::string_view::npos)
        dup_ = text.find("received PUBLISH (d1,") != std::string_view::npos;
}

} // namespace crier
