#pragma once

// The ledger's side of storing: what became of what the history was given.

#include "history/append_batch.hpp"
#include "history/sequence_group.hpp"
#include "metrics/commit_record.hpp"
#include "metrics/ledger.hpp"

#include <chrono>

namespace crier {

/// Notes what of a batch is a repetition, and what a hole in its seq refused; to be called once the
/// sequencer has seen it.
void note_numbered(ledger& book, const append_batch& batch);
/// Notes that a group's messages are about to be stored; then that they are, or couldn't be.
void note_accepted(const sequence_group& group, commit_record& commits);
/// `handed_over`: when its first message was.
void note_stored(const sequence_group& group, std::chrono::steady_clock::time_point handed_over,
                 commit_record& commits);
void note_not_stored(const sequence_group& group, commit_record& commits);

} // namespace crier
