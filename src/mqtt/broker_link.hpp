#pragma once

// One connection to an MQTT broker, spoken by libmosquitto, which writes only when it is told to:
// the acknowledgements that it makes by itself go out no earlier than write() is called.

#include "mqtt/broker_options.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct mosquitto;

namespace crier {

struct broker_message {
    std::string_view topic;
    std::string_view payload;
    int qos = 0;
    std::uint16_t id = 0; ///< 0 with QoS 0
    bool dup = false;     ///< the broker has sent it before; false where that isn't known
    bool retained = false;
};

struct broker_failure {
    std::string why;
    bool hopeless = false; ///< coming back can't help
};

/// They are called within read() and write().
struct broker_handlers {
    std::function<void(bool session_present)> connected;
    std::function<void(const broker_message&)> message;
    /// The broker has answered the message that publish() called `id`; from 128 on it refuses it.
    std::function<void(int id, int reason)> published;
};

class broker_link {
public:
    /// `window`: as many messages of QoS 1 may be unacknowledged.
    broker_link(const broker_options& options, const std::vector<std::string>& filters,
                std::uint64_t window, broker_handlers handlers);
    ~broker_link();
    broker_link(const broker_link&) = delete;
    broker_link& operator=(const broker_link&) = delete;

    /// Looks up the name, connects and begins TLS: it blocks. Thread: a worker, while nobody else
    /// uses the link.
    [[nodiscard]] std::optional<broker_failure> connect();

    /// Its socket; -1 once the connection has ended.
    [[nodiscard]] int socket() const;

    /// Whether something has come that read() would take.
    [[nodiscard]] bool is_readable() const;
    /// Takes about one packet.
    [[nodiscard]] std::optional<broker_failure> read();
    [[nodiscard]] bool wants_write() const;
    /// Sends what is waiting, as far as the socket takes it.
    [[nodiscard]] std::optional<broker_failure> write();
    /// To be called every second or so: signs of life.
    [[nodiscard]] std::optional<broker_failure> tick();

    /// Whether the broker has accepted us and all subscriptions.
    [[nodiscard]] bool is_subscribed() const noexcept { return subscribed_; }

    /// Publishes with QoS 1 and gives the message's id. errc::bad_payload: the broker takes no such
    /// message; errc::connection_ended: it is none of the message's fault.
    [[nodiscard]] result<int> publish(std::string_view topic, std::string_view payload);

    /// Says good-bye behind all that is waiting; the next write() sends it.
    void disconnect();

    // Called by libmosquitto:
    void on_connect(int reason, bool session_present);
    void on_subscribe(const int* granted, int count);
    void on_message(const broker_message& message);
    void on_publish(int id, int reason);
    void on_disconnect(int reason);
    void on_log(int level, std::string_view text);

private:
    struct destroy {
        void operator()(mosquitto* client) const noexcept;
    };

    [[nodiscard]] std::optional<broker_failure> set_up();
    [[nodiscard]] std::optional<broker_failure> set_up_tls(const tls_options& tls);
    [[nodiscard]] std::optional<broker_failure> outcome(int code);
    void subscribe();
    void fail(std::string why, bool hopeless);

    const broker_options& options_;
    std::vector<std::string> filters_;
    std::uint64_t window_;
    broker_handlers handlers_;
    std::unique_ptr<mosquitto, destroy> client_;
    bool subscribed_ = false;
    bool dup_ = false;                      ///< of the message that is about to be handed over
    std::string last_error_;                ///< libmosquitto's own words
    std::optional<broker_failure> failure_; ///< what the broker said
};

} // namespace crier
