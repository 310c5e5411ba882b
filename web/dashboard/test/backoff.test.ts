import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs, firstCeilingMs, lastCeilingMs } from '../src/backoff.ts';
import { closeAdvice, explainClose } from '../src/close_code.ts';

test('the ceiling doubles up to its last, whatever the number of attempts', () => {
  const almostOne = () => 1 - Number.EPSILON;
  const ceilings = [0, 1, 2, 3, 4, 5, 6, 1000].map((attempt) => backoffMs(attempt, almostOne));
  assert.deepEqual(ceilings, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
  assert.equal(firstCeilingMs, 500);
  assert.equal(lastCeilingMs, 15_000);
});

test('the jitter is full: from nothing to the ceiling', () => {
  assert.equal(backoffMs(3, () => 0), 0);
  assert.equal(backoffMs(3, () => 0.25), 1000);
});

test('a close code is understood by its band', () => {
  for (const code of [4000, 4001, 4003, 4099]) assert.equal(closeAdvice(code), 'stay_away');
  for (const code of [4100, 4103, 4199]) assert.equal(closeAdvice(code), 'later');
  for (const code of [4200, 4201, 4299]) assert.equal(closeAdvice(code), 'at_once');
  for (const code of [1000, 1001, 1006, 1011, 3999, 4300, 4999]) {
    assert.equal(closeAdvice(code), 'ordinary');
  }
});

test('a close is explained: known codes in words, others by number and reason', () => {
  assert.match(explainClose(4101, 'too_many_connections') ?? '', /too many connections/);
  assert.equal(explainClose(4050, 'odd'), 'code 4050, odd');
  assert.equal(explainClose(4050, ''), 'code 4050');
  assert.equal(explainClose(1006, ''), null);
});
