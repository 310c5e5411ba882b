#pragma once

// A hub's answers without its sockets.

#include "history/memory_history.hpp"
#include "http/routes.hpp"
#include "support/run_coroutine.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/json/parse.hpp>

#include <spdlog/sinks/null_sink.h>

#include <memory>
#include <string>
#include <utility>

namespace crier {

struct http_fixture {
    boost::asio::io_context loop;
    ledger book;
    memory_history kept;
    stopping stop;
    limit_book limits;
    web_files files{{}};
    gatekeeper keeper{{}};
    origin_policy origins{{}, false};
    spdlog::logger log{"test", std::make_shared<spdlog::sinks::null_sink_st>()};
    http_context context;

    explicit http_fixture(std::uint64_t retain = 1'000'000)
        : kept{loop.get_executor(), book, retention{retain, 1U << 30U, std::chrono::hours{1}}},
          context{kept,
                  book,
                  stop,
                  limits,
                  files,
                  keeper,
                  origins,
                  log,
                  false,
                  {},
                  "hub-1",
                  "0.0",
                  "web",
                  std::chrono::steady_clock::now(),
                  {1024, 2048, {retain, 1U << 30U, std::chrono::hours{1}}},
                  false,
                  [] {
                      return connection_totals{3, 4};
                  },
                  [] { return std::string{"# metrics\n"}; },
                  [] { return std::vector<publisher_report>{}; },
                  [] {
                      return std::vector<subscriber_report>{};
                  }} {}

    http_response ask(http_request& request) {
        return run_coroutine(loop, answer(request, context));
    }
    http_response ask(http_request&& request) { return ask(request); }
    http_response get(std::string path, std::string etag = {}) {
        http_request request{"GET", std::move(path), ""};
        request.if_none_match = std::move(etag);
        return ask(request);
    }
    boost::json::value get_json(const std::string& path) {
        return boost::json::parse(get(path).body);
    }

    /// The whole body, also where it comes in pieces.
    std::string read(http_response response) {
        std::string out = std::move(response.body);
        while (response.stream) {
            const auto piece = run_coroutine(loop, response.stream->next());
            if (!piece || piece->empty())
                break;
            out += *piece;
        }
        return out;
    }

    void publish(const std::string& topic, const std::string& payload = {},
                 payload_format format = payload_format::text) {
        const auto batch =
            std::make_shared<append_batch>(loop.get_executor(), publisher_id{"test", "s"});
        message said;
        said.topic = topic;
        said.format = format;
        said.payload = payload;
        batch->items.push_back({0, keep(said)});
        kept.append(batch);
        loop.restart();
        loop.poll();
    }

    static std::string header(const http_response& response, std::string_view name) {
        for (const auto& [key, value] : response.headers) {
            if (key == name)
                return value;
        }
        return {};
    }
};

} // namespace crier
