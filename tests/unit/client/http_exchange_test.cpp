#include "client/http_exchange.hpp"

#include "support/catch.hpp"
#include "support/run_coroutine.hpp"
#include "unit/client/scripted_web.hpp"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <optional>
#include <string>

namespace crier {
namespace {

namespace asio = boost::asio;

/// Somebody who asks, and a hub that answers with these bytes and hangs up.
struct exchange_fixture {
    asio::io_context loop;
    scripted_web web{loop.get_executor()};
    connection_options options = web.options<connection_options>();
    http_question question;
    std::string asked;
    std::optional<result<http_answer>> answer;

    exchange_fixture() { question.target = "/x?y=z"; }

    void run(const std::string& says) { run_coroutine(loop, run_both(says)); }

private:
    asio::awaitable<void> run_both(std::string says) {
        using namespace asio::experimental::awaitable_operators;
        co_await (serve(std::move(says)) && ask());
    }
    asio::awaitable<void> serve(std::string says) {
        asked = co_await web.request();
        co_await web.say(std::move(says));
        web.hang_up();
    }
    asio::awaitable<void> ask() {
        const auto deadline = event::clock::now() + std::chrono::seconds{10};
        answer.emplace(co_await ask_once(options, question, deadline));
    }
};

TEST_CASE("a question is asked as HTTP has it, with the token", "[client]") {
    exchange_fixture it;
    it.options.token = "abc";
    it.question.method = "POST";
    it.question.headers = {{"Content-Type", "text/plain"}};
    it.question.body = "hello";
    it.run("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    CHECK(it.asked.starts_with("POST /x?y=z HTTP/1.1\r\nHost: 127.0.0.1:"));
    CHECK(it.asked.find("\r\nAuthorization: Bearer abc\r\n") != std::string::npos);
    CHECK(it.asked.find("\r\nContent-Type: text/plain\r\n") != std::string::npos);
    CHECK(it.asked.find("\r\nContent-Length: 5\r\n") != std::string::npos);
    REQUIRE(it.answer->has_value());
    CHECK((*it.answer)->status == 200);
    CHECK((*it.answer)->body == "hi");
}

TEST_CASE("a body may come in chunks, or until the connection's end", "[client]") {
    exchange_fixture chunked;
    chunked.run("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3\r\nabc\r\n4\r\ndefg\r\n0\r\n\r\n");
    REQUIRE(chunked.answer->has_value());
    CHECK((*chunked.answer)->body == "abcdefg");

    exchange_fixture endless;
    endless.run("HTTP/1.1 200 OK\r\n\r\nabc");
    REQUIRE(endless.answer->has_value());
    CHECK((*endless.answer)->body == "abc");
}

TEST_CASE("an answer that is cut off is none", "[client]") {
    exchange_fixture it;
    it.run("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi");
    REQUIRE_FALSE(it.answer->has_value());
    CHECK(it.answer->error().code == errc::connection_ended);
}

TEST_CASE("what doesn't speak HTTP is told by name", "[client]") {
    exchange_fixture it;
    it.run("SSH-2.0-OpenSSH_9.2\r\n");
    REQUIRE_FALSE(it.answer->has_value());
    CHECK(it.answer->error().message.find("can't be understood") != std::string::npos);
}

TEST_CASE("a refusal keeps the hub's code and words", "[client]") {
    const refusal hub_s = refusal_in({403, R"({"error":{"code":"forbidden","message":"no"}})"});
    CHECK(hub_s == refusal{errc::forbidden, "no"});
    for (const std::string body : {"<html>", "{}", R"({"error":{"code":1}})"}) {
        const refusal other_s = refusal_in({502, body});
        CHECK(other_s.code == errc::internal);
        CHECK(other_s.message.find("502") != std::string::npos);
    }
}

} // namespace
} // namespace crier
