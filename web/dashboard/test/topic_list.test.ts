import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readTopics, TopicListReader, type ListedTopic } from '../src/topics/topic_list.ts';

const listed = { topics: [{ topic: 'a/"}{]é', count: 3, ledger: { accepted: 3, list: [1] } }, { topic: 'b\\', count: 0 }] };
const expected: ListedTopic[] = [{ topic: 'a/"}{]é', count: 3 }, { topic: 'b\\', count: 0 }];

test('topics are found in whatever pieces the text comes', () => {
  const text = JSON.stringify(listed);
  for (let cut = 0; cut <= text.length; cut++) {
    const found: ListedTopic[] = [];
    const reader = new TopicListReader((each) => found.push(each));
    reader.read(text.slice(0, cut));
    reader.read(text.slice(cut));
    assert.deepEqual(found, expected, `cut at ${cut}`);
    assert.equal(reader.unreadable, 0);
  }
});

test('what is no topic is left out and counted', () => {
  const found: ListedTopic[] = [];
  const reader = new TopicListReader((each) => found.push(each));
  const bad = [{}, { topic: 7, count: 1 }, { topic: '', count: 1 }, { topic: 'a', count: -1 }, { topic: 'a', count: '1' }];
  reader.read(JSON.stringify({ topics: [...bad, { topic: 'x'.repeat(256), count: 1 }, [1], { topic: 'ok', count: 1 }] }));
  assert.deepEqual(found, [{ topic: 'ok', count: 1 }]);
  assert.equal(reader.unreadable, 7);
});

test('an object without an end does not fill the memory, and other text finds nothing', () => {
  const reader = new TopicListReader(() => assert.fail('found something'));
  reader.read('{"topics":[{"topic":"');
  for (let i = 0; i < 1000; i++) reader.read('x'.repeat(1000));
  reader.read('","count":1}]}');
  assert.equal(reader.unreadable, 1);
  for (const text of ['', '<html>[]</html>', 'null', '{"error":{"code":"x"}}', ']]]}}}']) {
    new TopicListReader(() => assert.fail('found something')).read(text);
  }
});

test('an answer in bytes is read with a rest between slices, a cut character included', async () => {
  const bytes = new TextEncoder().encode(JSON.stringify(listed));
  const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
  const found: ListedTopic[] = [];
  let rests = 0;
  const unreadable = await readTopics(
    { read: async () => (pieces.length > 0 ? { done: false, value: pieces.shift() } : { done: true }) },
    (each) => found.push(each),
    async () => void rests++,
  );
  assert.deepEqual(found, expected);
  assert.equal(unreadable, 0);
  assert.ok(rests > 10);
});
