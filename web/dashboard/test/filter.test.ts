import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Feed } from '../src/feed.ts';
import { RowFilter } from '../src/filter.ts';
import type { Payload } from '../src/message.ts';

function feed(): Feed {
  const all = new Feed();
  let offset = 0;
  const time = '2026-11-22T20:11:00Z';
  const add = (source: string, topic: string, payload: Payload) => {
    offset++;
    const rest = { offset, prev: 0, time, sent: null, deltaMs: null };
    all.add({ topic, source, payload, ...rest }, 0, false);
  };
  add('alice', 'hello/alice', { kind: 'text', text: 'Hello world' });
  add('press-7', 'factory/press', { kind: 'json', source: '{"State":"Running"}' });
  add('camera', 'factory/camera', { kind: 'binary', bytes: Uint8Array.of(1, 2) });
  return all;
}

function matching(text: string): string[] {
  const filter = new RowFilter();
  filter.set(text);
  return filter
    .apply(feed().rows)
    .rows.flatMap((row) => (row.kind === 'message' ? [row.message.source] : []));
}

test('the filter looks at source, topic and message, whatever the case', () => {
  assert.deepEqual(matching('ALICE'), ['alice']);
  assert.deepEqual(matching('factory'), ['press-7', 'camera']);
  assert.deepEqual(matching(' hello WORLD '), ['alice']);
  assert.deepEqual(matching('running'), ['press-7']);
  assert.deepEqual(matching('zebra'), []);
});

test('an empty filter shows everything', () => {
  assert.equal(matching('').length, 3);
  assert.equal(matching('   ').length, 3);
});

test('it counts messages, and never hides a notice', () => {
  const all = feed();
  all.addGap({ after: 3, before: 9, reason: 'expired', epoch: 'a' }, 0);
  const filter = new RowFilter();
  filter.set('alice');
  const filtered = filter.apply(all.rows);
  assert.equal(filtered.matching, 1);
  assert.equal(filtered.total, 3);
  assert.deepEqual(filtered.rows.map((row) => row.kind), ['message', 'notice']);
});

test('another filter is not answered from the one before', () => {
  const all = feed();
  const filter = new RowFilter();
  filter.set('alice');
  assert.equal(filter.apply(all.rows).matching, 1);
  filter.set('factory');
  assert.equal(filter.apply(all.rows).matching, 2);
});
