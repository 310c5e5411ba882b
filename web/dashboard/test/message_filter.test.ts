import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Payload } from '../src/message.ts';
import { noTerms } from '../src/store/message_filter.ts';
import { MessageStore } from '../src/store/message_store.ts';
import { messageRow } from '../src/store/row.ts';
import { topicFilterProblem, topicTest } from '../src/store/topic_filter.ts';
import { fill, message, now, shown, text } from './messages.ts';

function three(): MessageStore {
  const store = new MessageStore();
  const add = (offset: number, source: string, topic: string, payload: Payload) =>
    store.add(message(offset, { source, topic, payload }), now, true);
  add(1, 'alice', 'hello/alice', { kind: 'text', text: 'Hello world' });
  add(2, 'press-7', 'factory/press', { kind: 'json', source: '{"State":"Running","n":[1,2]}' });
  add(3, 'camera', 'factory/camera', { kind: 'binary', bytes: Uint8Array.of(1, 2) });
  return store;
}

function finish(store: MessageStore): void {
  while (store.work(1000));
}

function matching(terms: Partial<typeof noTerms>): (number | string)[] {
  const store = three();
  store.setFilter({ ...noTerms, ...terms });
  finish(store);
  return shown(store);
}

test('text is looked for in source, topic and message, whatever the case', () => {
  assert.deepEqual(matching({ text: 'ALICE' }), [1]);
  assert.deepEqual(matching({ text: 'factory' }), [3, 2]);
  assert.deepEqual(matching({ text: ' hello WORLD ' }), [1]);
  assert.deepEqual(matching({ text: 'running' }), [2]);
  assert.deepEqual(matching({ text: 'zebra' }), []);
});

test('JSON is found as it was sent and as its row shows it', () => {
  assert.deepEqual(matching({ text: '"state":"running"' }), [2]);
  assert.deepEqual(matching({ text: '"State": "Running", "n": [1, 2]' }), [2]);
});

test('topic, source and text must all fit, and an empty filter shows everything', () => {
  assert.deepEqual(matching({ topic: 'factory/#', source: 'press' }), [2]);
  assert.deepEqual(matching({ topic: 'hello/+', text: 'running' }), []);
  assert.deepEqual(matching({ text: '  ' }), [3, 2, 1]);
});

test('a topic filter that can’t be one is left out', () => {
  assert.deepEqual(matching({ topic: 'a/#/b', source: 'alice' }), [1]);
});

test('it never hides a notice, and counts messages alone', () => {
  const store = three();
  store.addGap({ reason: 'expired', after: 3, before: 9, epoch: 'a' }, now);
  store.setFilter({ ...noTerms, text: 'alice' });
  finish(store);
  assert.deepEqual(shown(store), ['expired', 1]);
  assert.equal(store.shown.view.matching, 1);
  assert.equal(store.shown.messages, 3);
});

test('another filter goes through the rows in slices, newest first, while new ones come', () => {
  const store = new MessageStore();
  fill(store, 100);
  store.setFilter({ ...noTerms, text: '0' });
  let time = 0;
  // A clock that lets ten rows be looked at in each slice.
  const slice = () => store.work(10, () => time++);
  assert.equal(slice(), true);
  assert.deepEqual(shown(store), [100]);
  fill(store, 10, 101);
  assert.equal(shown(store)[0], 110);
  while (slice());
  assert.deepEqual(shown(store).slice(-3), [30, 20, 10]);
  assert.equal(store.shown.view.matching, 20);
  assert.equal(store.shown.view.unscanned, 0);
});

test('rows that fall off while a filter goes through them are not counted', () => {
  const store = new MessageStore({ rows: 10, bytes: 1e9 });
  fill(store, 10);
  store.setFilter({ ...noTerms, text: 'number' });
  store.work(0, () => 0);
  fill(store, 25, 11);
  finish(store);
  assert.equal(store.shown.view.matching, 10);
  assert.equal(shown(store).length, 10);
});

test('older rows that came through a filter go with it', () => {
  const store = new MessageStore();
  fill(store, 3, 10);
  store.setFilter({ ...noTerms, text: 'number' });
  finish(store);
  store.shown.prepend(messageRow(message(4, { payload: text('number 4') }), 'a', now, false));
  assert.deepEqual(shown(store), [12, 11, 10, 4]);
  store.setFilter(noTerms);
  assert.deepEqual(shown(store), [12, 11, 10]);
  store.shown.prepend(messageRow(message(9), 'a', now, false));
  store.setFilter({ ...noTerms, text: 'hello world' });
  finish(store);
  assert.deepEqual(shown(store), [9]);
});

test('what came while paused is filtered too, and joins', () => {
  const store = new MessageStore();
  fill(store, 10);
  store.setFilter({ ...noTerms, text: 'number 1' });
  finish(store);
  store.hold('paused');
  fill(store, 10, 11);
  assert.deepEqual(shown(store), [10, 1]);
  assert.equal(store.release('paused'), 9);
  assert.deepEqual(shown(store).slice(0, 3), [19, 18, 17]);
  assert.equal(store.shown.view.matching, 11);
});

const fits: [string, string, boolean][] = [
  ['#', 'a/b', true],
  ['#', '$hub/x', false],
  ['+/x', '$hub/x', false],
  ['$hub/#', '$hub/x', true],
  ['a/#', 'a', true],
  ['a/#', 'ab', false],
  ['a/+', 'a/b', true],
  ['a/+', 'a/', true],
  ['a/+', 'a/b/c', false],
  ['+', 'a', true],
  ['+/+', '/a', true],
  ['a/+/c', 'a/b/c', true],
  ['a/b', 'a/b', true],
  ['a/b', 'A/b', false],
];

for (const [filter, topic, expected] of fits) {
  test(`${filter} ${expected ? 'fits' : 'does not fit'} ${topic}`, () => {
    assert.equal(topicTest(filter)(topic), expected);
  });
}

test('a bad topic filter is told why', () => {
  for (const good of ['', 'a', 'a/#', '#', '+', 'a/+/b/#', '/', 'ü/+']) assert.equal(topicFilterProblem(good), null);
  assert.match(topicFilterProblem('a/#/b') ?? '', /last level/);
  assert.match(topicFilterProblem('a#') ?? '', /“#” must be a level of its own/);
  assert.match(topicFilterProblem('a/b+') ?? '', /“\+” must be a level of its own/);
  assert.match(topicFilterProblem('x'.repeat(256)) ?? '', /255 bytes/);
});
