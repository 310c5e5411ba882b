import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageStore } from '../src/store/message_store.ts';
import { fill, message, now, shown, text } from './messages.ts';

const limits = { rows: 6, bytes: 1e9 };

function storeOf(count: number, given = limits): MessageStore {
  const store = new MessageStore(given);
  store.epoch = 'a';
  fill(store, count);
  return store;
}

test('messages stand newest first, and are counted', () => {
  const store = storeOf(3);
  assert.deepEqual(shown(store), [3, 2, 1]);
  assert.equal(store.ledger.received, 3);
});

test('rows over the limit fall off the old end', () => {
  const store = storeOf(8);
  assert.deepEqual(shown(store), [8, 7, 6, 5, 4, 3]);
  assert.equal(store.shown.droppedOld, 2);
  assert.equal(store.ledger.received, 8);
});

test('large messages are bounded by their size, but the newest always stays', () => {
  const store = new MessageStore({ rows: 100, bytes: 3000 });
  for (let offset = 1; offset <= 4; offset++) {
    store.add(message(offset, { prev: offset - 1, payload: text('x'.repeat(1000)) }), now, true);
  }
  assert.deepEqual(shown(store), [4, 3]);
  store.add(message(5, { prev: 4, payload: text('x'.repeat(10_000)) }), now, true);
  assert.deepEqual(shown(store), [5]);
  store.add(message(6, { prev: 5 }), now, true);
  assert.deepEqual(shown(store), [6]);
});

test('paused it stands still and counts what waits; resumed both are one', () => {
  const store = storeOf(2);
  store.hold('paused');
  fill(store, 3, 3);
  assert.deepEqual(shown(store), [2, 1]);
  assert.equal(store.waiting, 3);
  assert.equal(store.letGo, 0);
  assert.equal(store.release('paused'), 3);
  assert.deepEqual(shown(store), [5, 4, 3, 2, 1]);
  assert.equal(store.waiting, 0);
});

test('paused for long, the oldest that wait are let go and said so, and the shown stay', () => {
  const store = storeOf(6);
  store.hold('paused');
  fill(store, 10, 7);
  assert.deepEqual(shown(store), [6, 5, 4, 3, 2, 1]);
  assert.equal(store.waiting, 10);
  assert.equal(store.letGo, 7);
  // What does not go on from the shown rows takes their place: the table never hides a hole.
  assert.equal(store.release('paused'), null);
  assert.deepEqual(shown(store), [16, 15, 14]);
  fill(store, 6, 17);
  assert.equal(shown(store).length, 6);
});

test('held for two reasons it stands still until both are gone', () => {
  const store = storeOf(1);
  store.hold('scrolled');
  store.hold('paused');
  fill(store, 1, 2);
  store.release('scrolled');
  assert.deepEqual(shown(store), [1]);
  store.release('paused');
  assert.deepEqual(shown(store), [2, 1]);
});

test('another part of the history can be shown, and is left for the newest', () => {
  const store = storeOf(3);
  const window = store.holdApart('paused', { epoch: 'a', offset: 1 });
  assert.deepEqual(shown(store), []);
  fill(store, 1, 4);
  window.append({ kind: 'message', message: message(1), epoch: 'a', arrivedAt: now, fresh: false, size: 1 });
  assert.equal(store.waiting, 3);
  assert.equal(store.release('paused'), null);
  assert.deepEqual(shown(store), [4]);
});

test('an expired gap is shown in its place, and what it explains is not called missing', () => {
  const store = storeOf(1);
  store.ledger.seesEverything = true;
  store.add(message(2, { prev: 1, seq: 1 }), now, true);
  store.addGap({ reason: 'expired', after: 2, before: 40, epoch: 'a' }, now);
  store.add(message(40, { prev: 39, seq: 30 }), now, true);
  assert.deepEqual(shown(store), [40, 'expired', 2, 1]);
  assert.equal(store.ledger.missing, 0);
  assert.equal(store.ledger.expired, 37);
});

test('another history keeps the rows, says so, and counts offsets anew', () => {
  const store = storeOf(2);
  store.epoch = 'b';
  store.addGap({ reason: 'epoch_changed', after: 0, before: 1, epoch: 'b' }, now);
  assert.equal(store.lastOffset, 0);
  store.add(message(1), now, true);
  assert.deepEqual(shown(store), [1, 'new_epoch', 2, 1]);
  assert.deepEqual(store.shown.newest(), { epoch: 'b', offset: 1 });
  assert.deepEqual(store.shown.oldest(), { epoch: 'a', offset: 1 });
  assert.equal(store.ledger.missing, 0);
});

test('what the client misses on a topic is called missing, in its place', () => {
  const store = storeOf(1);
  store.addGap({ reason: 'missed', after: 1, before: 9, epoch: 'a', topic: 'hello/alice', prev: 8 }, now);
  store.add(message(9, { prev: 8 }), now, true);
  assert.deepEqual(shown(store), [9, 'missing', 1]);
  assert.equal(store.ledger.missing, 1);
});

test('a loss that the topic and the source’s numbers both show is counted once', () => {
  const store = storeOf(0);
  store.ledger.seesEverything = true;
  store.add(message(1, { seq: 1 }), now, true);
  store.addGap({ reason: 'missed', after: 1, before: 3, epoch: 'a', topic: 'hello/alice', prev: 2 }, now);
  store.add(message(3, { prev: 2, seq: 3 }), now, true);
  assert.equal(store.ledger.missing, 1);
});

test('with other rights a source’s numbers may go on anywhere', () => {
  const store = storeOf(0);
  store.ledger.seesEverything = true;
  store.add(message(1, { seq: 1 }), now, true);
  store.changeRights();
  store.ledger.seesEverything = true;
  store.add(message(4, { prev: 1, seq: 9 }), now, true);
  assert.deepEqual(shown(store), [4, 1]);
  assert.equal(store.ledger.missing, 0);
});

test('a hole in a source’s own numbers is a row with its bounds', () => {
  const store = new MessageStore();
  store.ledger.seesEverything = true;
  store.add(message(1, { seq: 1 }), now, true);
  store.add(message(2, { prev: 1, seq: 5 }), now, true);
  assert.deepEqual(shown(store), [2, 'skipped', 1]);
  assert.equal(store.ledger.missing, 3);
});

test('the hub’s own messages are shown to who asks for them alone, and not counted', () => {
  const store = storeOf(2);
  const own = (offset: number) => message(offset, { topic: '$hub/publishers/alice', source: 'hub' });
  store.addRow(own(3), now, true, true);
  fill(store, 1, 4);
  assert.deepEqual(shown(store), [4, 2, 1]);
  assert.equal(store.ledger.received, 3);
  store.setFilter({ topic: '$hub/#', source: '', text: '' });
  while (store.work(1000));
  assert.deepEqual(shown(store), [3]);
  store.addRow(own(5), now, true, true);
  fill(store, 1, 6);
  assert.deepEqual(shown(store), [5, 3]);
  store.setFilter({ topic: '', source: '', text: '' });
  assert.deepEqual(shown(store), [6, 4, 2, 1]);
});

test('going over to the hub’s own messages, a table that was paused stays paused', () => {
  const store = storeOf(2);
  store.hold('paused');
  fill(store, 2, 3);
  store.setFilter({ topic: '$hub/#', source: '', text: '' });
  assert.equal(store.paused, true);
  assert.equal(store.waiting, 0);
  store.addRow(message(5, { topic: '$hub/x' }), now, true, true);
  assert.deepEqual(shown(store), []);
  assert.equal(store.waiting, 1);
  store.release('paused');
  assert.deepEqual(shown(store), [5]);
  store.setFilter({ topic: '', source: '', text: '' });
  assert.deepEqual(shown(store), [4, 3, 2, 1]);
});
