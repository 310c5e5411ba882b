import assert from 'node:assert/strict';
import { test } from 'node:test';
import { backoffMs, drainMs, firstCeilingMs, lastCeilingMs } from '../src/backoff.ts';
import { atOnce, bandOf, later, stayAway } from '../src/close_code.ts';

const almostOne = () => 1 - Number.EPSILON;

test('the ceiling doubles up to its last, whatever the number of attempts', () => {
  const ceilings = [0, 1, 2, 3, 4, 5, 6, 1000].map((attempt) => backoffMs(attempt, almostOne));
  assert.deepEqual(ceilings, [500, 1000, 2000, 4000, 8000, 15000, 15000, 15000]);
  assert.equal(firstCeilingMs, 500);
  assert.equal(lastCeilingMs, 15_000);
});

test('the jitter is full: from nothing to the ceiling', () => {
  assert.equal(backoffMs(3, () => 0), 0);
  assert.equal(backoffMs(3, () => 0.25), 1000);
});

test('a drain is waited for as long as was told, and up to half as long again', () => {
  assert.equal(drainMs(1000, () => 0), 1000);
  assert.equal(drainMs(1000, almostOne), 1500);
});

test('a close code is understood by its band', () => {
  for (const code of [4000, 4001, 4003, 4099]) assert.equal(bandOf(code), stayAway);
  for (const code of [4100, 4103, 4199]) assert.equal(bandOf(code), later);
  for (const code of [4200, 4201, 4299]) assert.equal(bandOf(code), atOnce);
  for (const code of [1000, 1001, 1006, 1011, 3999, 4300, 4999]) {
    assert.ok(![stayAway, later, atOnce].includes(bandOf(code)));
  }
});
