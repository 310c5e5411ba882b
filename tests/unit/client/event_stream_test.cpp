#include "client/event_stream.hpp"

#include "support/catch.hpp"
#include "support/run_coroutine.hpp"
#include "unit/client/scripted_web.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <functional>
#include <string>
#include <tuple>
#include <vector>

namespace crier {
namespace {

namespace asio = boost::asio;

const std::string stream_head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

std::string sent(const std::string& type, const std::string& id, const std::string& data) {
    return (id.empty() ? "" : "id: " + id + "\n") + "event: " + type + "\ndata: " + data + "\n\n";
}

struct stream_fixture {
    asio::io_context loop;
    scripted_web web{loop.get_executor()};
    std::vector<std::string> heard;
    std::vector<setback> setbacks;
    refusal ended;
    std::size_t enough = 1; ///< so many events end it

    /// Runs a stream beside what the hub does.
    void run(asio::awaitable<void> hub, const std::string& position = {}) {
        auto options = web.options<event_stream_options>();
        options.query = "topics=a";
        options.position = position;
        event_stream_handlers handlers;
        std::function<void()> close;
        handlers.heard = [&](const server_sent_event& event) {
            heard.push_back(std::string{event.type} + "=" + std::string{event.data});
            if (heard.size() == enough)
                close();
        };
        handlers.disconnected = [&](const setback& setback) {
            setbacks.push_back(setback);
        };
        event_stream stream{loop.get_executor(), options, handlers};
        close = [&] {
            stream.close();
        };
        run_coroutine(loop, run_both(stream, std::move(hub)));
    }

private:
    asio::awaitable<void> run_both(event_stream& stream, asio::awaitable<void> hub) {
        using namespace asio::experimental::awaitable_operators;
        ended = co_await (stream.run() && std::move(hub));
    }
};

asio::awaitable<void> cut_and_go_on(scripted_web& web, std::vector<std::string>& requests) {
    requests.push_back(co_await web.request());
    co_await web.say(stream_head + sent("message", "e:1", "1") + "id: e:2\ndata: cut o");
    web.hang_up();
    requests.push_back(co_await web.request());
    co_await web.say(stream_head + sent("message", "e:2", "2"));
}

TEST_CASE("after a cut a stream goes on behind the last whole event", "[client]") {
    stream_fixture it;
    it.enough = 2;
    std::vector<std::string> requests;
    it.run(cut_and_go_on(it.web, requests));
    CHECK(it.heard == std::vector<std::string>{"message=1", "message=2"});
    CHECK(it.ended.code == errc::closed);
    REQUIRE(it.setbacks.size() == 1);
    CHECK(it.setbacks[0].was_connected);
    CHECK(requests[0].starts_with("GET /events?topics=a HTTP/1.1\r\n"));
    CHECK(requests[0].find("Last-Event-ID") == std::string::npos);
    CHECK(requests[1].find("\r\nLast-Event-ID: e:1\r\n") != std::string::npos);
}

asio::awaitable<void> answer_once(scripted_web& web, std::string& request, std::string answer) {
    request = co_await web.request();
    co_await web.say(std::move(answer));
    web.hang_up();
}

TEST_CASE("a stream goes on where an earlier one stopped", "[client]") {
    stream_fixture it;
    std::string request;
    it.run(answer_once(it.web, request, stream_head + sent("live", "e:7", "x")), "e:7");
    CHECK(request.find("\r\nLast-Event-ID: e:7\r\n") != std::string::npos);
}

TEST_CASE("a refusal that would come again ends a stream", "[client]") {
    stream_fixture it;
    std::string request;
    it.run(answer_once(it.web, request,
                       "HTTP/1.1 400 Bad Request\r\nContent-Length: 53\r\n\r\n"
                       R"({"error":{"code":"bad_filter","message":"a# isn't"}})"
                       "\n"));
    CHECK(it.ended == refusal{errc::bad_filter, "a# isn't"});
    CHECK(it.heard.empty());
}

asio::awaitable<void> trouble_first(scripted_web& web) {
    std::ignore = co_await web.request();
    co_await web.say("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n");
    web.hang_up();
    std::ignore = co_await web.request();
    co_await web.say(stream_head + sent("live", "e:0", "x"));
}

TEST_CASE("a hub in trouble is asked again", "[client]") {
    stream_fixture it;
    it.run(trouble_first(it.web));
    CHECK(it.heard == std::vector<std::string>{"live=x"});
    REQUIRE(it.setbacks.size() == 1);
    CHECK_FALSE(it.setbacks[0].was_connected);
}

asio::awaitable<void> drain_first(scripted_web& web) {
    std::ignore = co_await web.request();
    co_await web.say(stream_head + sent("drain", "", R"({"type":"drain","reconnect_ms":30})"));
    web.hang_up();
    std::ignore = co_await web.request();
    co_await web.say(stream_head + sent("live", "e:0", "x"));
}

TEST_CASE("a hub that stops is left alone for as long as it wishes", "[client]") {
    stream_fixture it;
    it.enough = 2;
    it.run(drain_first(it.web));
    REQUIRE(it.setbacks.size() == 1);
    CHECK(it.setbacks[0].retry_in >= std::chrono::milliseconds{30});
}

} // namespace
} // namespace crier
