#include "history/sqlite_reader.hpp"

#include <utility>

namespace crier {
namespace {

// Publishers' names that are remembered; past it the list begins anew.
constexpr std::size_t publishers_max = 10'000;

refusal unreadable(const sqlite_failure& failure) {
    return {errc::internal, std::string{"the history can't be read: "} + failure.what()};
}

offset as_offset(std::int64_t value) noexcept {
    return offset{static_cast<std::uint64_t>(value)};
}

timestamp as_time(std::int64_t microseconds) noexcept {
    return timestamp{std::chrono::microseconds{microseconds}};
}

} // namespace

sqlite_reader::sqlite_reader(const std::filesystem::path& file)
    : database_{file, sqlite_database::access::read_only},
      rows_{database_, "SELECT offset, topic_id, publisher_id, time, sent_at, prev, delta_us, seq, "
                       "format, payload FROM stored_message WHERE offset > ? ORDER BY offset "
                       "LIMIT ?"},
      prev_{database_, "SELECT prev FROM stored_message WHERE offset = ?"},
      topic_name_{database_, "SELECT name FROM topic WHERE id = ?"},
      publisher_name_{database_, "SELECT source, session FROM publisher WHERE id = ?"} {}

// Thread: reading worker.
result<page> sqlite_reader::read(const page_request& request) {
    try {
        return read_or_throw(request);
    } catch (const sqlite_failure& failure) {
        rows_.reset();
        return unreadable(failure);
    }
}

page sqlite_reader::read_or_throw(const page_request& request) {
    page out;
    out.up_to = request.after;
    ++requests_;
    if (request.only.empty())
        read_run(request, out);
    else
        read_listed(request, out);
    rows_.reset();
    return out;
}

void sqlite_reader::read_run(const page_request& request, page& out) {
    std::size_t bytes = 0;
    rows_.bind(1, static_cast<std::int64_t>(request.after.value))
        .bind(2, static_cast<std::int64_t>(request.looked_at_max));
    while (bytes < request.bytes_max && rows_.step()) {
        const offset at = as_offset(rows_.number(0));
        if (at != out.up_to.next())
            break;
        out.up_to = at;
        const topic& about = topic_of(rows_.number(1), request);
        if (!about.wanted)
            continue;
        out.messages.push_back(row_message(about));
        bytes += out.messages.back()->payload.size();
    }
}

/// It ends before a message that was let go of meanwhile.
void sqlite_reader::read_listed(const page_request& request, page& out) {
    std::size_t bytes = 0;
    for (const offset at : request.only) {
        if (bytes >= request.bytes_max)
            break;
        rows_.reset();
        rows_.bind(1, static_cast<std::int64_t>(at.previous().value)).bind(2, std::int64_t{1});
        if (!rows_.step() || as_offset(rows_.number(0)) != at)
            break;
        out.up_to = at;
        out.messages.push_back(row_message(topic_of(rows_.number(1), request)));
        bytes += out.messages.back()->payload.size();
    }
}

// Thread: reading worker.
result<last_search> sqlite_reader::finish(last_search search) {
    try {
        while (const auto wanted = search.wanted()) {
            prev_.bind(1, static_cast<std::int64_t>(wanted->value));
            const bool found = prev_.step();
            search.tell(found ? as_offset(prev_.number(0)) : offset{});
            prev_.reset();
        }
    } catch (const sqlite_failure& failure) {
        prev_.reset();
        return unreadable(failure);
    }
    return search;
}

const sqlite_reader::topic& sqlite_reader::topic_of(std::int64_t id, const page_request& request) {
    topic& known = topics_[id];
    if (known.name.empty()) {
        topic_name_.bind(1, id);
        if (topic_name_.step())
            known.name = topic_name_.bytes(0);
        topic_name_.reset();
    }
    if (std::exchange(known.request, requests_) != requests_)
        known.wanted = request.filters.matches(known.name);
    return known;
}

const sqlite_reader::publisher& sqlite_reader::publisher_of(std::int64_t id) {
    if (publishers_.size() > publishers_max)
        publishers_.clear();
    const auto [found, fresh] = publishers_.try_emplace(id);
    if (fresh) {
        publisher_name_.bind(1, id);
        if (publisher_name_.step()) {
            found->second.source = publisher_name_.bytes(0);
            found->second.session = publisher_name_.bytes(1);
        }
        publisher_name_.reset();
    }
    return found->second;
}

message_ptr sqlite_reader::row_message(const topic& about) {
    message out;
    const publisher& from = publisher_of(rows_.number(2));
    out.offset = as_offset(rows_.number(0));
    out.time = as_time(rows_.number(3));
    if (!rows_.is_null(4))
        out.sent_at = as_time(rows_.number(4));
    out.prev = as_offset(rows_.number(5));
    if (!rows_.is_null(6))
        out.delta = std::chrono::microseconds{rows_.number(6)};
    out.seq = static_cast<std::uint64_t>(rows_.number(7));
    out.format = static_cast<payload_format>(rows_.number(8));
    out.topic = about.name;
    out.source = from.source;
    out.session = from.session;
    out.payload = rows_.bytes(9);
    return keep(out);
}

} // namespace crier
