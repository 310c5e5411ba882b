import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CrierError } from 'crier-client';
import { messageJson } from '../src/live/message_json.ts';
import { PresenceFeed } from '../src/sources/presence_feed.ts';
import { message, now } from './messages.ts';

const presence = (offset: number) => message(offset, { topic: '$hub/publishers/alice' });

// A hub whose history has these offsets; `answer` lets its answer come.
function begin(history: number[], subscribe: () => Promise<void> = () => Promise.resolve()) {
  const told: number[] = [];
  const asked: string[] = [];
  let answer = () => {};
  const lines = [...history.map((offset) => messageJson(presence(offset))), '{"type":"next","position":"a:1"}'];
  const hub = {
    fetch: (path: string) => {
      asked.push(path);
      return new Promise<Response>((resolve) => (answer = () => resolve(new Response(`${lines.join('\n')}\n`))));
    },
    token: () => null,
    rest: () => Promise.resolve(),
  };
  const feed = new PresenceFeed(hub, subscribe, ({ offset }) => told.push(offset));
  return { feed, told, asked, answer: () => answer() };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('what the history has comes first, what came meanwhile after it, and each once', async () => {
  const { feed, told, asked, answer } = begin([3, 5, 8]);
  feed.add(presence(5), now);
  const done = feed.begin('a');
  await settle();
  feed.add(presence(8), now);
  feed.add(presence(9), now);
  assert.deepEqual(told, []);
  answer();
  assert.equal(await done, true);
  assert.deepEqual(told, [3, 5, 8, 9]);
  assert.match(asked[0] ?? '', /topics=%24hub\/publishers\/%23/);
  feed.add(presence(12), now);
  assert.deepEqual(told, [3, 5, 8, 9, 12]);
});

test('after a cut the history fills the hole', async () => {
  const { feed, told, answer } = begin([3, 5, 8]);
  const first = feed.begin('a');
  await settle();
  feed.cut();
  answer();
  await first;
  assert.deepEqual(told, []);
  const second = feed.begin('a');
  feed.add(presence(9), now);
  await settle();
  answer();
  await second;
  assert.deepEqual(told, [3, 5, 8, 9]);
});

test('another history counts its offsets anew', async () => {
  const { feed, told, answer } = begin([3]);
  for (const epoch of ['a', 'b']) {
    const done = feed.begin(epoch);
    await settle();
    answer();
    await done;
  }
  assert.deepEqual(told, [3, 3]);
});

test('a page that may not see it goes on without', async () => {
  const { feed, told, asked } = begin([3], () => Promise.reject(new CrierError('forbidden', '')));
  assert.equal(await feed.begin('a'), false);
  assert.deepEqual(asked, []);
  feed.add(presence(4), now);
  assert.deepEqual(told, [4]);
});
