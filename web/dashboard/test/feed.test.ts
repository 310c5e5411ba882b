import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Feed, type Notice } from '../src/feed.ts';
import type { Message } from '../src/message.ts';

const now = Date.UTC(2026, 10, 22);

function message(offset: number, prev = 0, topic = 'hello/alice', text = 'Hello world'): Message {
  return {
    topic,
    offset,
    prev,
    time: '2026-11-22T20:11:00.123456Z',
    sent: null,
    source: 'alice',
    deltaMs: null,
    payload: { kind: 'text', text },
  };
}

// Messages by their offsets, notices by their kinds.
const shown = (feed: Feed) =>
  feed.shown.map((row) => (row.kind === 'message' ? row.message.offset : row.notice.kind));
const notices = (feed: Feed): Notice[] =>
  feed.shown.flatMap((row) => (row.kind === 'notice' ? [row.notice] : []));

function feedOf(...messages: Message[]): Feed {
  const feed = new Feed();
  for (const each of messages) feed.add(each, now, true);
  return feed;
}

test('messages stand in the order of their arrival and are counted', () => {
  const feed = feedOf(message(1), message(2, 1), message(3, 2));
  assert.deepEqual(shown(feed), [1, 2, 3]);
  assert.equal(feed.received, 3);
});

test('rows over the limit fall off the old end and are counted', () => {
  const feed = new Feed({ rowsMax: 3, sizeMax: 1e9 });
  for (let offset = 1; offset <= 5; offset++) feed.add(message(offset, offset - 1), now, true);
  assert.deepEqual(shown(feed), [3, 4, 5]);
  assert.equal(feed.dropped, 2);
  assert.equal(feed.received, 5);
});

test('at the limit nothing falls off', () => {
  const feed = new Feed({ rowsMax: 3, sizeMax: 1e9 });
  for (let offset = 1; offset <= 3; offset++) feed.add(message(offset, offset - 1), now, true);
  assert.equal(feed.dropped, 0);
});

test('large messages are bounded by their size, but the newest always stays', () => {
  const feed = new Feed({ rowsMax: 100, sizeMax: 3000 });
  const large = 'x'.repeat(1000);
  for (let offset = 1; offset <= 4; offset++) {
    feed.add(message(offset, offset - 1, 'hello/alice', large), now, true);
  }
  assert.deepEqual(shown(feed), [3, 4]);
  feed.add(message(5, 4, 'hello/alice', 'x'.repeat(10_000)), now, true);
  assert.deepEqual(shown(feed), [5]);
  feed.add(message(6, 5), now, true);
  assert.deepEqual(shown(feed), [6]);
});

test('while paused the rows stand still, even when the limit is passed, and the waiting are counted', () => {
  const feed = new Feed({ rowsMax: 3, sizeMax: 1e9 });
  feed.add(message(1), now, true);
  feed.add(message(2, 1), now, true);
  feed.pause();
  for (let offset = 3; offset <= 7; offset++) feed.add(message(offset, offset - 1), now, true);
  assert.deepEqual(shown(feed), [1, 2]);
  assert.equal(feed.waiting, 5);
  feed.resume();
  assert.deepEqual(shown(feed), [5, 6, 7]);
  assert.equal(feed.waiting, 0);
  assert.equal(feed.paused, false);
});

test('pausing twice keeps the first picture', () => {
  const feed = feedOf(message(1));
  feed.pause();
  feed.add(message(2, 1), now, true);
  feed.pause();
  assert.deepEqual(shown(feed), [1]);
});

test('what is gone is shown in its place: expired, another epoch, and missed, which is counted', () => {
  const feed = feedOf(message(1));
  const epoch = 'b';
  feed.addGap({ reason: 'expired', after: 1, before: 40, epoch }, now);
  feed.add(message(40, 39), now, true);
  feed.addGap({ reason: 'missed', after: 40, before: 42, epoch, topic: 'hello/alice', prev: 41 }, now);
  feed.add(message(42, 41), now, true);
  feed.addGap({ reason: 'epoch_changed', after: 0, before: 1, epoch }, now);
  feed.add(message(1), now, true);
  assert.deepEqual(shown(feed), [1, 'expired', 40, 'missing', 42, 'new_epoch', 1]);
  assert.deepEqual(notices(feed), [
    { kind: 'expired', after: 1, before: 40 },
    { kind: 'missing', topic: 'hello/alice', offset: 41 },
    { kind: 'new_epoch', epoch: 'b' },
  ]);
  assert.equal(feed.missing, 1);
});
