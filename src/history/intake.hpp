#pragma once

// The ledger's side of storing: what became of what the history was given.

#include "history/append_batch.hpp"
#include "history/sequence_group.hpp"
#include "metrics/ledger.hpp"

namespace crier {

/// Notes what of a batch is a repetition, and what a hole in its seq refused; to be called once the
/// sequencer has seen it.
void note_numbered(ledger& book, const append_batch& batch);
/// Notes that a group's messages are about to be stored; then that they are, or couldn't be.
void note_accepted(const sequence_group& group);
void note_stored(const sequence_group& group);
void note_not_stored(const sequence_group& group);

} // namespace crier
