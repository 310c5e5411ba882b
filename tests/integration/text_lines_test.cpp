#include "support/catch.hpp"
#include "support/hub_process.hpp"
#include "support/tcp_client.hpp"
#include "support/websocket_client.hpp"

#include <csignal>
#include <string>

using namespace crier;

namespace {

/// What the hub says to these bytes until it closes.
std::string answer_to(const hub_process& hub, std::string_view bytes) {
    tcp_client publisher{hub.publish_port()};
    publisher.send(bytes);
    publisher.finish_sending();
    return publisher.receive_all();
}

} // namespace

TEST_CASE("lines of text are published, and nothing is said where all is well", "[integration]") {
    hub_process hub;
    websocket_client reader{hub.web_port(), "/ws"};
    CHECK(answer_to(hub, "hello Hello world\noven {\"celsius\":71.50}\r\n\nlist [1]\na/b \n"
                         "\xC3\xBC {not json}\n")
              .empty());
    const auto next = [&reader] {
        return reader.next()->bytes;
    };
    std::string said = next();
    while (said.find("\"message\"") == std::string::npos)
        said = next();
    CHECK(said.find(R"("topic":"hello")") != std::string::npos);
    CHECK(said.find(R"("data":"Hello world")") != std::string::npos);
    CHECK(said.find(R"("source":"127.0.0.1")") != std::string::npos);
    CHECK(next().find(R"("data":{"celsius":71.50})") != std::string::npos);
    CHECK(next().find(R"("data":[1])") != std::string::npos);
    CHECK(next().find(R"("topic":"a/b")") != std::string::npos);
    CHECK(next().find("\"topic\":\"\xC3\xBC\"") != std::string::npos);
}

TEST_CASE("a line that is wrong is refused by its number, and the others stored", "[integration]") {
    hub_process hub{{"--max-payload", "1KiB"}};
    websocket_client reader{hub.web_port(), "/ws?format=raw"};
    const std::string answer =
        answer_to(hub, "a one\nnospace\nb/# two\n$hub/x three\na " + std::string(1025, 'x') +
                           "\na \xFF\na last\na cut o");
    CHECK(answer.find("error bad_frame: line 2: ") == 0);
    CHECK(answer.find("\nerror bad_topic: line 3: ") != std::string::npos);
    CHECK(answer.find("\nerror forbidden: line 4: ") != std::string::npos);
    CHECK(answer.find("\nerror bad_payload: line 5: ") != std::string::npos);
    CHECK(answer.find("\nerror bad_payload: line 6: ") != std::string::npos);
    CHECK(answer.find("\nerror bad_frame: the last line has no end") != std::string::npos);
    CHECK(answer.ends_with("\n"));
    CHECK(reader.next()->bytes == "one");
    CHECK(reader.next()->bytes == "last");
    CHECK(answer_to(hub, "a still there\n").empty());
    CHECK(reader.next()->bytes == "still there");
}

TEST_CASE("what can't go on in lines is said in one, and the connection ends", "[integration]") {
    hub_process hub{{"--max-payload", "1KiB"}};
    CHECK(answer_to(hub, "GET / HTTP/1.1\r\nHost: hub\r\n\r\n")
              .find("error bad_frame: this is where publishers connect, not over HTTP") == 0);
    CHECK(answer_to(hub, std::string(2000, 'x')).find("error frame_too_large: line 1 ") == 0);
    tcp_client publisher{hub.publish_port()};
    publisher.send("a one\n");
    hub.child().signal(SIGTERM);
    CHECK(publisher.receive_all().find("drain: the hub is stopping; come back in ") == 0);
}
