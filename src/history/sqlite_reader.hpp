#pragma once

// The reading side of the SQLite history. It belongs to one thread, the reading worker's; in WAL
// mode it reads beside the writer.

#include "history/listing.hpp"
#include "history/page.hpp"
#include "history/sqlite_database.hpp"

#include <cstdint>
#include <string>
#include <unordered_map>

namespace crier {

class sqlite_reader {
public:
    /// Opens a database that sqlite_store has prepared. Throws sqlite_failure.
    explicit sqlite_reader(const std::filesystem::path& file);

    /// Reads a page. Where messages right after request.after were let go of meanwhile, the page is
    /// empty and gets nowhere: the history knows of it by the time that it is asked again.
    [[nodiscard]] result<page> read(const page_request& request);
    /// The same for start-up. Throws sqlite_failure.
    [[nodiscard]] page read_or_throw(const page_request& request);
    /// Ends a search over messages that are stored.
    [[nodiscard]] result<last_search> finish(last_search search);

private:
    struct topic {
        std::string name;
        std::uint64_t request = 0; ///< for which `wanted` was found out
        bool wanted = false;
    };
    struct publisher {
        std::string source;
        std::string session;
    };

    void read_run(const page_request& request, page& out);
    void read_listed(const page_request& request, page& out);
    [[nodiscard]] const topic& topic_of(std::int64_t id, const page_request& request);
    [[nodiscard]] const publisher& publisher_of(std::int64_t id);
    [[nodiscard]] message_ptr row_message(const topic& about);

    sqlite_database database_;
    sqlite_statement rows_;
    sqlite_statement prev_;
    sqlite_statement topic_name_;
    sqlite_statement publisher_name_;
    std::unordered_map<std::int64_t, topic> topics_;
    std::unordered_map<std::int64_t, publisher> publishers_;
    std::uint64_t requests_ = 0;
};

} // namespace crier
