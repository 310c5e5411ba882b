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

void note_accepted(const sequence_group& group) {
    for (const auto& changed : group.topics)
        changed.state.account->accepted += changed.added;
}

void note_stored(const sequence_group& group) {
    for (const auto& changed : group.topics)
        changed.state.account->stored += changed.added;
}

void note_not_stored(const sequence_group& group) {
    for (const auto& changed : group.topics)
        changed.state.account->refused.add(errc::internal, changed.added);
}

} // namespace crier
