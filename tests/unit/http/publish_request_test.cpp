#include "http/publish_request.hpp"

#include "http_fixture.hpp"
#include "support/catch.hpp"

using namespace crier;

namespace {

http_request publishing(const std::string& topic, const std::string& body) {
    http_request out{"POST", std::string{publish_path} + topic, ""};
    out.body = body;
    out.peer = "192.0.2.7";
    return out;
}

errc refused_with(const http_request& request) {
    const auto read = read_publish_request(request, "web", 1024);
    REQUIRE_FALSE(read.has_value());
    CHECK_FALSE(read.error().message.empty());
    return read.error().code;
}

/// A history that can't store, as one whose disk is full.
class full_history final : public history {
public:
    full_history(boost::asio::any_io_executor executor, ledger& book)
        : readable_{std::move(executor), book, retention{}} {}

    void on_committed(commit_handler /*handler*/) override {}
    void append(std::shared_ptr<append_batch> batch) override {
        batch->outcome.stopped_by = refusal{errc::internal, "no space left"};
        batch->committed.notify();
    }
    boost::asio::awaitable<result<page>> read(page_request request) override {
        return readable_.read(std::move(request));
    }
    boost::asio::awaitable<result<listing>> find_last(filter_set filters, std::uint64_t count,
                                                      offset after) override {
        return readable_.find_last(std::move(filters), count, after);
    }
    [[nodiscard]] std::string_view kind() const noexcept override { return "full"; }
    [[nodiscard]] offset oldest() const noexcept override { return readable_.oldest(); }
    [[nodiscard]] std::optional<std::string> trouble() const override { return "no space left"; }
    [[nodiscard]] crier::epoch epoch() const noexcept override { return readable_.epoch(); }
    [[nodiscard]] const crier::recent& recent() const noexcept override {
        return readable_.recent();
    }
    [[nodiscard]] const sequencer::topics& topics() const noexcept override {
        return readable_.topics();
    }
    [[nodiscard]] std::uint64_t last_seq(const publisher_id& /*who*/) const override { return 0; }
    void forget(const publisher_id& /*who*/) override {}
    void trim() override {}

private:
    memory_history readable_;
};

} // namespace

TEST_CASE("a content type says what the payload is", "[http]") {
    CHECK(format_of("text/plain") == payload_format::text);
    CHECK(format_of("Text/Plain; charset=utf-8") == payload_format::text);
    CHECK(format_of("application/json") == payload_format::json);
    CHECK(format_of(" application/json ;x=y") == payload_format::json);
    CHECK(format_of("application/octet-stream") == payload_format::binary);
    CHECK(format_of("text/plainer") == payload_format::binary);
    CHECK(format_of("") == payload_format::binary);
}

TEST_CASE("a request without headers is its sender's, and of no sequence", "[http]") {
    const auto first = read_publish_request(publishing("a/b", "x"), "web", 1024).value();
    CHECK(first.item.seq == 0);
    CHECK(first.who.source == "192.0.2.7");
    CHECK(first.item.content->topic == "a/b");
    CHECK(first.item.content->payload == "x");
    CHECK(first.item.content->source == "192.0.2.7");
    CHECK(first.who.session == "web");
    CHECK(first.item.content->session == "web");
}

TEST_CASE("headers name source, session and seq", "[http]") {
    auto request = publishing("a", "x");
    request.source = "press-7";
    request.session = "s1";
    request.seq = "42";
    const auto read = read_publish_request(request, "web", 1024).value();
    CHECK(read.who == publisher_id{"press-7", "s1"});
    CHECK(read.item.seq == 42);
    CHECK(read.item.content->seq == 42);
    CHECK(read.item.content->session == "s1");
}

TEST_CASE("what can't be published is refused by name", "[http]") {
    CHECK(refused_with(publishing("", "x")) == errc::bad_topic);
    CHECK(refused_with(publishing("a/#", "x")) == errc::bad_topic);
    CHECK(refused_with(publishing("$hub/a", "x")) == errc::forbidden);
    CHECK(refused_with(publishing("a", std::string(1025, 'x'))) == errc::bad_payload);
    auto request = publishing("a", "\xff");
    CHECK(read_publish_request(request, "web", 1024).has_value());
    request.content_type = "text/plain";
    CHECK(refused_with(request) == errc::bad_payload);
    request = publishing("a", "{");
    request.content_type = "application/json";
    CHECK(refused_with(request) == errc::bad_payload);
}

TEST_CASE("headers and parameters that can't be right are refused", "[http]") {
    auto request = publishing("a", "x");
    request.seq = "1";
    CHECK(refused_with(request) == errc::bad_request); // of no session
    request.session = "s1";
    CHECK(read_publish_request(request, "web", 1024).has_value());
    for (const char* seq : {"0", "-1", "one", "1 "}) {
        INFO(seq);
        request.seq = seq;
        CHECK(refused_with(request) == errc::bad_request);
    }
    request = publishing("a", "x");
    request.source = "two words";
    CHECK(refused_with(request) == errc::bad_request);
    request = publishing("a", "x");
    request.session = std::string(129, 's');
    CHECK(refused_with(request) == errc::bad_request);
    request = publishing("what", "x");
    request.query = "now";
    CHECK(refused_with(request) == errc::bad_request);
    request.query = "token=t";
    CHECK(read_publish_request(request, "web", 1024).has_value());
}

TEST_CASE_METHOD(http_fixture, "an offset is told once, and again when asked again", "[http]") {
    auto request = publishing("a", "x");
    CHECK(ask(request).body == "{\"offset\":1}\n");
    request.session = "s1";
    request.seq = "1";
    CHECK(ask(request).body == "{\"offset\":2}\n");
    CHECK(ask(request).body == "{\"offset\":2,\"repeated\":true}\n");
    request.seq = "2";
    CHECK(ask(request).body == "{\"offset\":3}\n");
    request.seq = "1";
    const auto older = ask(request);
    CHECK(older.status == 200);
    CHECK(older.body == "{\"offset\":null,\"repeated\":true}\n");
    request.seq = "4";
    const auto hole = ask(request);
    CHECK(hole.status == 409);
    CHECK(hole.body.find("\"sequence_gap\"") != std::string::npos);
    CHECK(kept.recent().last() == offset{3});
}

TEST_CASE("a history that can't store makes the hub say so", "[http]") {
    http_fixture world;
    full_history full{world.loop.get_executor(), world.book};
    http_context context{full,
                         world.book,
                         world.stop,
                         world.limits,
                         world.files,
                         world.keeper,
                         world.origins,
                         world.log,
                         false,
                         {},
                         "hub-1",
                         "0.0",
                         "web",
                         {},
                         {1024, 2048, {}},
                         false,
                         [] { return connection_totals{}; },
                         [] { return std::string{"# metrics\n"}; },
                         [] { return std::vector<publisher_report>{}; },
                         [] {
                             return std::vector<subscriber_report>{};
                         }};
    auto request = publishing("a", "x");
    const auto refused = run_coroutine(world.loop, answer(request, context));
    CHECK(refused.status == 503);
    CHECK(refused.body.find("no space left") != std::string::npos);
    http_request asked{"GET", "/readyz", ""};
    const auto ready = run_coroutine(world.loop, answer(asked, context));
    CHECK(ready.status == 503);
    CHECK(ready.body == "no space left\n");
}
