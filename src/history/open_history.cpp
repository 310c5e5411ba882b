#include "history/open_history.hpp"

#include "history/boot.hpp"
#ifdef CRIER_JETSTREAM
#include "history/jetstream_history.hpp"
#endif
#include "history/memory_history.hpp"
#include "history/sqlite_history.hpp"

#include <stdexcept>

namespace crier {

std::unique_ptr<history> open_history(const boost::asio::any_io_executor& loop, ledger& book,
                                      const history_options& options, spdlog::logger& log) {
    if (options.kind == "memory")
        return std::make_unique<memory_history>(loop, book, options.kept, options.session_age_max);
    if (options.kind == "jetstream") {
#ifdef CRIER_JETSTREAM
        const jetstream_history_options shared{options.nats, options.kept, options.session_age_max};
        return std::make_unique<jetstream_history>(loop, book, shared, log);
#else
        throw std::runtime_error{
            "this crier-hub was built without NATS; build it where libnats-dev "
            "is, or choose another --history"};
#endif
    }
    const sqlite_history_options stored{options.folder, options.survives, options.kept,
                                        options.session_age_max, this_boot()};
    return std::make_unique<sqlite_history>(loop, book, stored, log);
}

} // namespace crier
