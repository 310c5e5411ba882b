import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Ledger } from '../src/store/ledger.ts';
import { SequenceCheck } from '../src/store/sequence.ts';
import { message } from './messages.ts';

const holes = (...numbers: number[]) => {
  const check = new SequenceCheck();
  return numbers.flatMap((seq) => {
    const skipped = check.skippedBefore(seq);
    return skipped ? [[skipped.first, skipped.last]] : [];
  });
};

test('numbers that go up by one have no hole, wherever they begin', () => {
  assert.deepEqual(holes(1, 2, 3), []);
  assert.deepEqual(holes(700, 701), []);
});

test('a jump is a hole with its bounds', () => {
  assert.deepEqual(holes(1, 2, 5, 6, 8), [[3, 4], [7, 7]]);
});

test('a number that is 1 again or goes down begins another session', () => {
  assert.deepEqual(holes(5, 6, 1, 2, 3), []);
  assert.deepEqual(holes(50, 7, 8), []);
});

test('two sessions at the same time are kept apart', () => {
  assert.deepEqual(holes(1, 2, 1, 3, 2, 4, 3), []);
  assert.deepEqual(holes(10, 11, 1, 12, 4, 13, 5), [[2, 3]]);
});

const seeing = () => {
  const ledger = new Ledger();
  ledger.seesEverything = true;
  return ledger;
};

test('each source has its account, those with something missing first', () => {
  const ledger = seeing();
  for (let seq = 1; seq <= 5; seq++) ledger.add(message(seq, { source: 'a', seq }));
  ledger.add(message(6, { source: 'b', seq: 1 }));
  ledger.add(message(7, { source: 'b', seq: 4 }));
  ledger.add(message(8, { source: 'c' }));
  assert.deepEqual(
    ledger.top(10).sources.map(({ source, received, unnumbered, missing }) => [source, received, unnumbered, missing]),
    [['b', 2, 0, 2], ['a', 5, 0, 0], ['c', 1, 1, 0]],
  );
  assert.equal(ledger.missing, 2);
});

test('one loss that both proofs see is counted once', () => {
  const ledger = seeing();
  ledger.add(message(1, { seq: 1 }));
  ledger.add(message(3, { seq: 3 }));
  ledger.missingOnTopics++;
  assert.equal(ledger.missing, 1);
});

test('a page that may not see every topic doesn’t judge by sources’ numbers', () => {
  for (const sees of [false, null]) {
    const ledger = new Ledger();
    ledger.seesEverything = sees;
    ledger.add(message(1, { seq: 1 }));
    assert.equal(ledger.add(message(9, { seq: 9 })), null);
    assert.equal(ledger.missing, 0);
  }
});

test('after a gap that was told, numbers begin anew', () => {
  const ledger = seeing();
  ledger.add(message(1, { seq: 1 }));
  ledger.beginNumbersAnew();
  assert.equal(ledger.add(message(90, { seq: 90 })), null);
  assert.deepEqual(ledger.add(message(92, { seq: 92 })), { first: 91, last: 91 });
});

test('of very many sources the smallest are folded into others, and nothing is lost of the sums', () => {
  const ledger = seeing();
  for (let i = 0; i < 5000; i++) ledger.add(message(i + 1, { source: `s${i}` }));
  for (let i = 0; i < 10; i++) ledger.add(message(5001 + i, { source: 'often' }));
  const { sources, others, otherSources } = ledger.top(50);
  assert.equal(sources[0]?.source, 'often');
  assert.equal(sources.length, 50);
  assert.equal(sources.reduce((sum, { received }) => sum + received, others.received), 5010);
  assert.ok(otherSources > 4000);
});
