#pragma once

#include "history/history.hpp"
#include "history/nats_options.hpp"
#include "history/sqlite_store.hpp"

#include <boost/asio/any_io_executor.hpp>

#include <spdlog/logger.h>

#include <memory>
#include <string>

namespace crier {

class ledger;

struct history_options {
    std::string kind = "memory"; ///< memory, sqlite or jetstream
    std::string folder;          ///< for sqlite
    durability survives = durability::process;
    nats_options nats; ///< for jetstream
    retention kept;
    std::chrono::seconds session_age_max{0};
};

/// Opens the history that the options name. Throws std::runtime_error that says what is wrong.
[[nodiscard]] std::unique_ptr<history> open_history(const boost::asio::any_io_executor& loop,
                                                    ledger& book, const history_options& options,
                                                    spdlog::logger& log);

} // namespace crier
