#include "history/intake.hpp"

namespace crier {

void note_numbered(ledger& book, const append_batch& batch) {
    book.note_repeated(batch.outcome.repeated);
    if (!batch.outcome.stopped_by)
        return;
    for (std::size_t i = batch.outcome.stopped_at; i < batch.items.size(); ++i) {
        if (batch.items[i].content)
            book.refuse(batch.items[i].content->topic, batch.outcome.stopped_by->code);
    }
}

namespace {

std::uint64_t payload_bytes(const sequence_group& group) noexcept {
    std::uint64_t out = 0;
    for (const message_ptr& message : group.messages)
        out += message->payload.size();
    return out;
}

} // namespace

void note_accepted(const sequence_group& group, commit_record& commits) {
    commits.accepted_bytes += payload_bytes(group);
    for (const auto& changed : group.topics)
        changed.state.account->accepted += changed.added;
}

void note_stored(const sequence_group& group, std::chrono::steady_clock::time_point handed_over,
                 commit_record& commits) {
    for (const auto& changed : group.topics)
        changed.state.account->stored += changed.added;
    if (group.messages.empty())
        return;
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - handed_over;
    commits.seconds.observe(took.count());
    commits.messages.observe(static_cast<double>(group.messages.size()));
    commits.stored_bytes += payload_bytes(group);
}

void note_not_stored(const sequence_group& group, commit_record& commits) {
    ++commits.failed;
    for (const auto& changed : group.topics)
        changed.state.account->refused.add(errc::internal, changed.added);
}

} // namespace crier
