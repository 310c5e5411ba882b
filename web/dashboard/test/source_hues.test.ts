import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SourceHues } from '../src/source_hues.ts';

test('the first eight sources differ, and each keeps its colour', () => {
  const hues = new SourceHues();
  const names = ['anna', 'bela', 'carla', 'd', 'e', 'f', 'g', 'h'];
  const first = names.map((name) => hues.of(name));
  assert.equal(new Set(first).size, 8);
  assert.ok(hues.of('ninth') < 8);
  assert.deepEqual(names.map((name) => hues.of(name)), first);
});
