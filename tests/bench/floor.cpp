// The floor under every server's cost: a server that does only what none can do without. One thread
// reads what publishers send and hands it on, one send for each subscriber and read; no history, no
// wildcards, no checks. It speaks as much of Crier's protocol as the load needs.

#include "bench/endpoint.hpp"
#include "bench/websocket.hpp"
#include "protocol/frame_decoder.hpp"

#include <algorithm>
#include <array>
#include <iostream>
#include <map>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

namespace crier::bench {
namespace {

class floor_subscriber;

/// What was published on one topic, in WebSocket frames, as far back as somebody needs it.
struct channel {
    void flush();

    std::string log;
    std::uint64_t begin = 0; ///< how much was published before `log`
    std::vector<floor_subscriber*> subscribers;
};

using channels = std::map<std::string, channel, std::less<>>;

/// A WebSocket connection: an upgrade that names one topic, and a ping before anything is
/// published.
class floor_subscriber final : public endpoint {
public:
    floor_subscriber(socket_handle socket, channels& topics)
        : endpoint{std::move(socket)}, topics_{topics} {}
    ~floor_subscriber() override {
        if (from_ != nullptr)
            std::erase(from_->subscribers, this);
    }

    /// On edges: a full socket says once that it has room again.
    [[nodiscard]] std::uint32_t interest() const noexcept override {
        return EPOLLIN | EPOLLOUT | EPOLLET;
    }

    void on_event(std::uint32_t /*events*/, std::string& buffer) override {
        while (const std::size_t got = receive(descriptor(), buffer.data(), buffer.size()))
            heard_.append(buffer, 0, got);
        if (from_ == nullptr)
            upgrade();
        if (from_ != nullptr)
            answer();
        if (from_ != nullptr)
            flush();
    }

    /// Sends what it hasn't got, as far as its socket takes it; how far it has got.
    std::uint64_t flush() {
        const std::string_view rest = std::string_view{from_->log}.substr(sent_ - from_->begin);
        if (rest.empty())
            return sent_;
        // A connection that broke is told by its own event.
        const ssize_t taken = ::send(descriptor(), rest.data(), rest.size(), MSG_NOSIGNAL);
        return sent_ += taken > 0 ? static_cast<std::size_t>(taken) : 0;
    }

private:
    void upgrade() {
        if (heard_.find("\r\n\r\n") == heard_.npos)
            return;
        constexpr std::string_view name = "?topics=";
        const std::size_t begin = heard_.find(name);
        if (begin == heard_.npos)
            throw std::runtime_error{"a subscriber names no topic"};
        const std::string_view rest = std::string_view{heard_}.substr(begin + name.size());
        from_ = &topics_[std::string{rest.substr(0, rest.find_first_of("& "))}];
        from_->subscribers.push_back(this);
        sent_ = from_->begin + from_->log.size();
        heard_.clear();
        // The answer to the one key that the load gives.
        send_all(descriptor(), "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
                               "Connection: Upgrade\r\n"
                               "Sec-WebSocket-Accept: s3pPLBMItxaQ9kYGzzhZRbK+xOo=\r\n\r\n");
    }

    void answer() {
        if (heard_.find("ping") == heard_.npos)
            return;
        constexpr std::string_view pong = R"({"type":"pong"})";
        std::string out;
        append_ws_header(out, opcode::text, pong.size());
        send_all(descriptor(), out.append(pong));
        heard_.clear();
    }

    channels& topics_;
    channel* from_ = nullptr;
    std::uint64_t sent_ = 0; ///< of what was ever published there
    std::string heard_;
};

void channel::flush() {
    std::uint64_t least = begin + log.size();
    for (floor_subscriber* const one : subscribers)
        least = std::min(least, one->flush());
    if (least - begin >= log.size() / 2) {
        log.erase(0, least - begin);
        begin = least;
    }
}

/// A connection that sends PUBLISH frames.
class floor_publisher final : public endpoint {
public:
    floor_publisher(socket_handle socket, channels& topics)
        : endpoint{std::move(socket)}, topics_{topics} {}

    [[nodiscard]] std::uint32_t interest() const noexcept override { return EPOLLIN; }

    void on_event(std::uint32_t /*events*/, std::string& /*buffer*/) override {
        const auto room = frames_.room();
        frames_.received(receive(descriptor(), room.data(), room.size()));
        for (auto next = frames_.next(); !next || *next; next = frames_.next()) {
            const auto said = next ? parse_publish((*next)->body) : next.error();
            if (!said)
                throw std::runtime_error{"a publisher sends something else than PUBLISH"};
            append(*said);
        }
        for (channel* const one : touched_)
            one->flush();
        touched_.clear();
    }

private:
    void append(const publish_frame& said) {
        auto to = topics_.find(said.topic);
        if (to == topics_.end())
            to = topics_.emplace(said.topic, channel{}).first;
        if (touched_.empty() || touched_.back() != &to->second)
            touched_.push_back(&to->second);
        append_ws_header(to->second.log, opcode::text, said.payload.size());
        to->second.log.append(said.payload);
    }

    channels& topics_;
    frame_decoder frames_{payload_bytes_default + frame_overhead_max};
    std::vector<channel*> touched_; ///< those to which the last read brought something
};

class floor_server {
public:
    floor_server() {
        listen(publishing_.get());
        listen(subscribing_.get());
    }

    [[nodiscard]] std::uint16_t publish_port() const { return port_of(publishing_.get()); }
    [[nodiscard]] std::uint16_t subscribe_port() const { return port_of(subscribing_.get()); }

    void run() {
        for (std::array<epoll_event, 256> events{};;) {
            const int count = ::epoll_wait(epoll_.get(), events.data(), events.size(), -1);
            for (int i = 0; i < count; ++i) {
                const epoll_event& event = events[static_cast<std::size_t>(i)];
                attend(event.data.fd, event.events);
            }
        }
    }

private:
    void attend(int descriptor, std::uint32_t events) {
        if (descriptor == publishing_.get())
            accept_all<floor_publisher>(descriptor);
        else if (descriptor == subscribing_.get())
            accept_all<floor_subscriber>(descriptor);
        else
            serve(descriptor, events);
    }

    template <typename Connection>
    void accept_all(int listening) {
        for (int accepted = 0; (accepted = ::accept4(listening, nullptr, nullptr,
                                                     SOCK_NONBLOCK | SOCK_CLOEXEC)) >= 0;) {
            send_at_once(accepted);
            const auto added = connections_.insert_or_assign(
                accepted, std::make_unique<Connection>(socket_handle{accepted}, topics_));
            watch(accepted, added.first->second->interest());
        }
    }

    void serve(int descriptor, std::uint32_t events) {
        try {
            connections_.at(descriptor)->on_event(events, buffer_);
        } catch (const std::runtime_error&) {
            connections_.erase(descriptor); // closed, as a rule
        }
    }

    void listen(int descriptor) {
        const sockaddr_in address = loopback(0);
        if (::bind(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
            ::listen(descriptor, SOMAXCONN) != 0)
            fail("listening");
        watch(descriptor, EPOLLIN);
    }

    static std::uint16_t port_of(int descriptor) {
        sockaddr_in address{};
        socklen_t size = sizeof address;
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
        return ntohs(address.sin_port);
    }

    void watch(int descriptor, std::uint32_t interest) {
        epoll_event event{};
        event.events = interest;
        event.data.fd = descriptor;
        if (::epoll_ctl(epoll_.get(), EPOLL_CTL_ADD, descriptor, &event) != 0)
            fail("watching a socket");
    }

    socket_handle epoll_{::epoll_create1(EPOLL_CLOEXEC)};
    socket_handle publishing_{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    socket_handle subscribing_{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    channels topics_;
    std::unordered_map<int, std::unique_ptr<endpoint>> connections_; ///< by descriptor
    std::string buffer_ = std::string(std::size_t{4} * 1024, '\0');
};

} // namespace
} // namespace crier::bench

int main() {
    try {
        crier::bench::floor_server server;
        std::cout << "ready publish=" << server.publish_port()
                  << " subscribe=" << server.subscribe_port() << std::endl;
        server.run();
    } catch (const std::exception& failure) {
        std::cerr << "crier-bench-floor: " << failure.what() << "\n";
        return 1;
    }
}
