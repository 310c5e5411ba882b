import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Continuity } from '../src/continuity.ts';

test('memory is bounded: past so many topics it begins anew, and calls nothing missed on that account', () => {
  const continuity = new Continuity();
  for (let offset = 1; offset <= 10_001; offset++) {
    assert.equal(continuity.missingAfter(`t/${offset}`, offset, 0), null);
  }
  assert.equal(continuity.missingAfter('t/5', 10_002, 5), null);
  assert.equal(continuity.missingAfter('t/6', 10_004, 10_003), 10_001);
});

test('after a filter was added, a topic that is new is known from its first message on', () => {
  const continuity = new Continuity();
  continuity.startAfter(10);
  continuity.missingAfter('known', 11, 0);
  continuity.widen();
  assert.equal(continuity.missingAfter('new', 20, 15), null);
  assert.equal(continuity.missingAfter('new', 23, 22), 20);
  assert.equal(continuity.missingAfter('other', 25, 24), 19);
  assert.equal(continuity.missingAfter('known', 26, 13), 11);
});

test('after a filter was removed, what comes again later has no predecessor', () => {
  const continuity = new Continuity();
  continuity.startAfter(10);
  continuity.missingAfter('a', 11, 0);
  continuity.startAfter(null);
  continuity.widen();
  assert.equal(continuity.missingAfter('a', 30, 25), null);
});
