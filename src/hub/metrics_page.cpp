#include "hub/metrics_page.hpp"

#include "hub/version.hpp"
#include "metrics/exposition.hpp"
#include "metrics/process_usage.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace crier {
namespace {

using refused_by_code = std::pair<errc, std::uint64_t>;

template <class Number>
double number(Number value) noexcept {
    return static_cast<double>(value);
}

/// `usual`: codes that are told also while there is none of them, so that the first one counts as a
/// rise.
void describe_refusals(exposition& out, std::string_view name, std::string_view help,
                       const refusal_counts& refused, std::initializer_list<errc> usual) {
    out.counter(name, help);
    for (const errc why : usual) {
        if (std::ranges::find(refused.by_code(), why, &refused_by_code::first) ==
            refused.by_code().end())
            out.value(0, {{"code", name_of(why)}});
    }
    for (const auto& [why, count] : refused.by_code())
        out.value(number(count), {{"code", name_of(why)}});
}

void describe_messages(exposition& out, const ledger& book, const commit_record& commits) {
    const topic_account all = book.total();
    out.counter("crier_messages_accepted_total", "Messages given to the hub, but for repetitions.",
                number(all.accepted));
    out.counter("crier_messages_stored_total", "Messages stored.", number(all.stored));
    out.counter("crier_messages_repeated_total",
                "Messages that publishers sent again and that were stored before.",
                number(book.repeated()));
    describe_refusals(out, "crier_messages_refused_total", "Messages refused, by code.",
                      all.refused,
                      {errc::bad_topic, errc::bad_payload, errc::forbidden, errc::rate_limited,
                       errc::sequence_gap, errc::internal});
    out.counter("crier_payload_accepted_bytes_total", "Payloads of the messages to be stored.",
                number(commits.accepted_bytes));
    out.counter("crier_payload_stored_bytes_total", "Payloads of the messages stored.",
                number(commits.stored_bytes));
    out.distribution("crier_commit_duration_seconds",
                     "From when a commit's first message was handed over to when all were stored.",
                     commits.seconds);
    out.distribution("crier_commit_messages", "Messages stored at once.", commits.messages);
    out.counter("crier_commit_failures_total", "Commits that could not be stored.",
                number(commits.failed));
}

void describe_deliveries(exposition& out, const delivery_account& account,
                         const subscriber_summary& now, const ledger& book) {
    out.counter("crier_deliveries_matched_total", "Messages due to subscribers, for each of them.",
                number(account.matched));
    out.counter("crier_deliveries_total", "Messages handed to subscribers' connections.",
                number(account.delivered));
    out.counter("crier_deliveries_skipped_total",
                "Messages that expired before a subscriber got them: it was told of a gap.",
                number(account.skipped));
    out.counter("crier_deliveries_abandoned_total",
                "Messages still due when a connection ended: its subscriber may resume.",
                number(account.abandoned));
    out.counter("crier_delivered_bytes_total", "Bytes handed to subscribers' connections.",
                number(now.bytes_delivered));
    out.gauge("crier_deliveries_queued", "Messages queued in memory for subscribers.",
              number(account.queued));
    out.gauge("crier_deliveries_waiting",
              "Messages that subscribers have still to be sent from the history.",
              number(account.waiting()));
    out.gauge("crier_outbox_bytes", "Bytes queued in memory for subscribers.",
              number(now.queued_bytes));
    out.gauge("crier_subscribers_catching_up", "Subscribers that are sent older messages.",
              number(now.catching_up));
    out.counter("crier_gaps_total", "Gaps that subscribers were told of, by reason.");
    out.value(number(book.gaps().expired), {{"reason", "expired"}});
    out.value(number(book.gaps().epoch_changed), {{"reason", "epoch_changed"}});
}

void describe_connections(exposition& out, const metrics_sources& sources,
                          const connection_totals& connected, const subscriber_summary& now) {
    out.gauge("crier_connections", "Connections, by what they are for.");
    out.value(number(connected.publishers), {{"kind", "publisher"}});
    for (const auto& [format, count] : now.by_format)
        out.value(number(count), {{"kind", format}});
    out.gauge("crier_open_connections", "Connections in all, also those that do nothing yet.",
              number(sources.places.size()));
    describe_refusals(out, "crier_connections_turned_away_total",
                      "Connections that were not let in, by code.", connected.turned_away,
                      {errc::too_many_connections, errc::unauthorized, errc::bad_request});
    out.counter("crier_limit_reached_total",
                "How often a limit kept a client from something, by limit.");
    for (std::size_t i = 0; i < limit_count; ++i) {
        const auto which = static_cast<limit>(i);
        out.value(number(sources.limits.reached.of(which)), {{"limit", name_of(which)}});
    }
}

void describe_history(exposition& out, const history& kept) {
    const offset last = kept.recent().last();
    out.gauge("crier_history_oldest_offset", "The first offset that is kept.",
              number(kept.oldest().value));
    out.gauge("crier_history_last_offset", "The last offset.", number(last.value));
    out.gauge("crier_history_messages", "Messages that are kept.",
              number(last.value + 1 - kept.oldest().value));
    out.gauge("crier_history_memory_bytes", "Messages that are kept in memory.",
              number(kept.recent().bytes()));
    if (const auto stored = kept.stored_bytes())
        out.gauge("crier_history_disk_bytes", "The history's files.", number(*stored));
    out.gauge("crier_history_topics", "Topics that are known.", number(kept.topics().size()));
    out.gauge("crier_history_writable", "1 while messages can be stored, else 0.",
              kept.trouble() ? 0 : 1);
}

} // namespace

std::string compose_metrics(const metrics_sources& sources, const connection_totals& connected) {
    exposition out;
    out.gauge("crier_build_info", "Always 1; its labels say what runs.");
    out.value(1, {{"version", version}, {"history", sources.kept.kind()}});
    describe_messages(out, sources.book, sources.kept.commits());
    const subscriber_summary now = sources.subscribers.summary();
    describe_deliveries(out, connected.deliveries, now, sources.book);
    describe_connections(out, sources, connected, now);
    describe_history(out, sources.kept);
    out.distribution("crier_publish_to_socket_seconds",
                     "From when a message was accepted to when all its live subscribers' sockets "
                     "had been given it.",
                     sources.loop.publish_to_socket);
    out.distribution("crier_loop_lag_seconds", "How late a timer of the event loop was.",
                     sources.loop.lag);
    describe_process(out);
    return out.text();
}

} // namespace crier
