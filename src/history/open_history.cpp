#include "history/open_history.hpp"

#include "history/memory_history.hpp"
#include "history/sqlite_history.hpp"

namespace crier {

std::unique_ptr<history> open_history(const boost::asio::any_io_executor& loop, ledger& book,
                                      const history_options& options, spdlog::logger& log) {
    if (options.kind == "memory")
        return std::make_unique<memory_history>(loop, book, options.kept, options.session_age_max);
    const sqlite_history_options stored{options.folder, options.survives, options.kept,
                                        options.session_age_max};
    return std::make_unique<sqlite_history>(loop, book, stored, log);
}

} // namespace crier
