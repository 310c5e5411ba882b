import assert from 'node:assert/strict';
import { test } from 'node:test';
import { roundTicks, timeTicks } from '../src/charts/axis_ticks.ts';

test('marks are at round numbers, no more than asked for, and within the axis', () => {
  assert.deepEqual(roundTicks(0, 17.3, 6), [0, 5, 10, 15]);
  assert.deepEqual(roundTicks(64.9, 75.8, 6), [66, 68, 70, 72, 74]);
  assert.deepEqual(roundTicks(0, 1, 5), [0, 0.2, 0.4, 0.6, 0.8, 1]);
  assert.deepEqual(roundTicks(-0.05, 0.35, 5), [0, 0.1, 0.2, 0.3]);
  assert.deepEqual(roundTicks(-2e6, 2e6, 4), [-2e6, -1e6, 0, 1e6, 2e6]);
  assert.deepEqual(roundTicks(5, 5, 5), []);
});

test('marks of time are at round times of the day that the reader has', () => {
  const noon = Date.UTC(2026, 10, 22, 12) / 1000;
  assert.deepEqual(timeTicks(noon - 890, noon + 9, 6, 0), [noon - 600, noon - 300, noon]);
  const india = 5.5 * 3600;
  assert.deepEqual(timeTicks(noon, noon + 7200, 3, india), [1800, 5400].map((s) => noon + s));
  assert.deepEqual(timeTicks(noon, noon + 4, 8, 0), [0, 1, 2, 3, 4].map((s) => noon + s));
  assert.equal(timeTicks(noon, noon + 30 * 86_400, 6, 0).length, 6);
});
