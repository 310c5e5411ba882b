import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Feed, type Notice } from '../src/feed.ts';
import type { Message } from '../src/protocol.ts';

const now = Date.UTC(2026, 10, 22);

function message(offset: number, prev = 0, topic = 'hello/alice', text = 'Hello world'): Message {
  return {
    type: 'message',
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
  feed.beginEpoch('a', now);
  for (const each of messages) feed.add(each, now, true);
  return feed;
}

test('messages stand in the order of their arrival and are counted', () => {
  const feed = feedOf(message(1), message(2, 1), message(3, 2));
  assert.deepEqual(shown(feed), [1, 2, 3]);
  assert.equal(feed.received, 3);
});

test('a message that is here already is neither shown nor counted again', () => {
  const feed = feedOf(message(1), message(2, 1));
  assert.equal(feed.add(message(2, 1), now, true), false);
  assert.equal(feed.add(message(1), now, true), false);
  assert.equal(feed.add(message(3, 2), now, true), true);
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

test('an expired gap is shown in its place, and what it explains is not called missing', () => {
  const feed = feedOf(message(1));
  feed.addGap({ type: 'gap', after: 1, before: 40, reason: 'expired' }, now);
  feed.add(message(40, 39), now, true);
  feed.add(message(41, 30, 'hello/bob'), now, true);
  assert.deepEqual(shown(feed), [1, 'expired', 40, 41]);
  assert.deepEqual(notices(feed), [{ kind: 'expired', after: 1, before: 40 }]);
  assert.equal(feed.missing, 0);
});

test('messages that lie before a gap’s end are repeats', () => {
  const feed = feedOf(message(1));
  feed.addGap({ type: 'gap', after: 1, before: 40, reason: 'expired' }, now);
  assert.equal(feed.add(message(39, 1), now, true), false);
});

test('another epoch keeps the rows, says so once, and counts offsets anew', () => {
  const feed = feedOf(message(1), message(2, 1));
  feed.beginEpoch('b', now);
  feed.addGap({ type: 'gap', after: 2, before: 1, reason: 'epoch_changed' }, now);
  assert.equal(feed.add(message(1), now, true), true);
  assert.deepEqual(shown(feed), [1, 2, 'new_epoch', 1]);
  assert.deepEqual(notices(feed), [{ kind: 'new_epoch', epoch: 'b' }]);
  assert.equal(feed.missing, 0);
});

test('a history that lost its end is a new one too, though its epoch is the same', () => {
  const feed = feedOf(message(1), message(2, 1), message(3, 2));
  feed.beginEpoch('a', now);
  feed.addGap({ type: 'gap', after: 0, before: 1, reason: 'epoch_changed' }, now);
  assert.equal(feed.add(message(1), now, true), true);
  assert.deepEqual(shown(feed), [1, 2, 3, 'new_epoch', 1]);
  assert.equal(feed.missing, 0);
});

test('another epoch whose history is empty so far does not make its first message suspicious', () => {
  const feed = feedOf(message(1));
  feed.beginEpoch('b', now);
  feed.addGap({ type: 'gap', after: 0, before: 0, reason: 'epoch_changed' }, now);
  feed.add(message(1), now, true);
  assert.equal(feed.missing, 0);
});

test('the same epoch again is nothing to speak of', () => {
  const feed = feedOf(message(1));
  feed.beginEpoch('a', now);
  assert.equal(feed.add(message(1), now, true), false);
  assert.deepEqual(shown(feed), [1]);
});

test('a hole on a topic that nobody explained is called missing', () => {
  const feed = feedOf(message(5, 3), message(6, 0, 'hello/bob'));
  feed.add(message(9, 8), now, true);
  assert.deepEqual(notices(feed), [{ kind: 'missing', topic: 'hello/alice', offset: 8 }]);
  assert.equal(feed.missing, 1);
  assert.deepEqual(shown(feed), [5, 6, 'missing', 9]);
});

test('what other rights bring to light from before is not missing, a hole after that is', () => {
  const feed = feedOf(message(1, 0, 'a'), message(4, 1, 'a'));
  feed.changeRights(6);
  feed.add(message(9, 5, 'b'), now, true);
  feed.add(message(10, 4, 'a'), now, true);
  assert.equal(feed.missing, 0);
  feed.add(message(12, 7, 'c'), now, true);
  assert.deepEqual(notices(feed), [{ kind: 'missing', topic: 'c', offset: 7 }]);
});

test('a hole of one message is enough', () => {
  const feed = feedOf(message(5, 3), message(7, 6));
  assert.deepEqual(notices(feed), [{ kind: 'missing', topic: 'hello/alice', offset: 6 }]);
});

test('a topic’s message from before the page began is not missing', () => {
  const feed = feedOf(message(5, 3), message(6, 2, 'hello/bob'), message(7, 4, 'hello/carol'));
  assert.equal(feed.missing, 0);
});

test('a topic whose first message here should have been preceded by another one here is caught', () => {
  const feed = feedOf(message(5, 3), message(8, 7, 'hello/bob'));
  assert.equal(feed.missing, 1);
});
