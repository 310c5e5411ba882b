import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commandDraft, commandProblem, durationMs } from '../src/send/broadcaster_command.ts';
import { publishOverHttp, PublishProblem, refusalText } from '../src/send/publish.ts';
import { Sender } from '../src/send/sender.ts';
import { sentCharactersMax, SentHistory, sentMax } from '../src/send/sent_history.ts';
import { topicProblem } from '../src/send/topic_problem.ts';

class FakeStorage {
  kept = new Map<string, string>();
  getItem = (key: string) => this.kept.get(key) ?? null;
  setItem = (key: string, value: string) => void this.kept.set(key, value);
  removeItem = (key: string) => void this.kept.delete(key);
}

function begin(publish = async (): Promise<number> => 7) {
  const asked: unknown[][] = [];
  const storage = new FakeStorage();
  const ask = (...given: unknown[]) => {
    asked.push(given);
    return publish();
  };
  const sender = new Sender(ask, () => 'e', () => storage, () => {});
  return { sender, storage, asked };
}

test('topics are held to the hub’s rules', () => {
  for (const topic of ['a', 'a/b', '/', 'a//b', '$other', 'é'.repeat(127)]) assert.equal(topicProblem(topic), null, topic);
  for (const topic of ['', 'a/+', 'a#b', 'a\0', '$hub', '$hub/x', 'é'.repeat(128)]) assert.ok(topicProblem(topic), topic);
});

test('JSON goes to the hub in the characters that were typed', async () => {
  const { sender, asked } = begin();
  await sender.send({ topic: 'n', format: 'json', data: '{"n": 12345678901234567890}' });
  await sender.send({ topic: 't', format: 'text', data: '{"n": 1}' });
  assert.deepEqual(asked, [['n', { json: '{"n": 12345678901234567890}' }], ['t', '{"n": 1}']]);
  assert.deepEqual(sender.history.entries.map(({ offset, epoch }) => [offset, epoch]), [[7, 'e'], [7, 'e']]);
});

test('what can’t be right is not sent', async () => {
  const { sender, asked } = begin();
  await sender.send({ topic: 'a/#', format: 'text', data: '' });
  await sender.send({ topic: 'a', format: 'json', data: '{' });
  assert.deepEqual(asked, []);
});

test('a refusal is kept in words', async () => {
  const { sender } = begin(() => Promise.reject(new PublishProblem('forbidden', 'not yours')));
  await sender.send({ topic: 'a', format: 'text', data: '' });
  assert.equal(sender.history.entries[0]?.refusal, 'It was not stored (forbidden): not yours.');
  assert.equal(sender.pending, 0);
  assert.match(refusalText(new PublishProblem('unknown', '')), /stored or not/);
  assert.match(refusalText(new Error('odd')), /not stored \(failed\): odd/);
});

test('what was sent is there after a reload, bounded by number and size', async () => {
  const { sender, storage } = begin();
  for (let i = 0; i < sentMax + 10; i++) await sender.send({ topic: `t/${i}`, format: 'text', data: 'x' });
  const again = new SentHistory(() => storage);
  assert.equal(again.entries.length, sentMax);
  assert.equal(again.entries[0]?.topic, `t/${sentMax + 9}`);
  await sender.send({ topic: 'large', format: 'text', data: 'x'.repeat(sentCharactersMax - 10) });
  assert.equal(sender.history.entries.length, 2);
  storage.kept.set('crier.sent', '[{"topic":1},null]');
  assert.deepEqual(new SentHistory(() => storage).entries, []);
});

test('durations are the broadcaster’s', () => {
  assert.deepEqual(['250ms', '1.5s', '10m', '1h', '1d', '5us'].map(durationMs), [250, 1500, 600_000, 3.6e6, 86.4e6, 0.005]);
  for (const text of ['', '5', '-1s', '1 s', 's', '1S', '.']) assert.equal(durationMs(text), null, text);
  assert.equal(commandProblem({ text: '', minInterval: '', maxInterval: '' }), null);
  assert.match(commandProblem({ text: '', minInterval: '2s', maxInterval: '1s' }) ?? '', /longer/);
  assert.match(commandProblem({ text: '', minInterval: '2', maxInterval: '' }) ?? '', /“2”/);
});

test('a command names only what it changes', () => {
  assert.deepEqual(commandDraft('alice', { text: 'Hi', minInterval: '', maxInterval: '2s' }), {
    topic: 'control/alice',
    format: 'json',
    data: '{"text":"Hi","max_interval":"2s"}',
  });
  assert.equal(commandDraft('alice', {}, false).data, '{"paused":false}');
});

test('over HTTP the body is the payload, and the hub’s code becomes the problem’s', async () => {
  const asked: [string, RequestInit][] = [];
  let answer = new Response('{"offset":9}');
  const publish = publishOverHttp({
    fetch: async (path, options) => {
      asked.push([path, options]);
      return answer;
    },
    token: () => 'a.b.c',
    rest: () => Promise.resolve(),
  });
  assert.equal(await publish('a/../é', { json: '1.0' }), 9);
  assert.equal(asked[0]?.[0], '/api/v1/publish/a%2F..%2F%C3%A9');
  assert.deepEqual(asked[0]?.[1].headers, { 'Content-Type': 'application/json', Authorization: 'Bearer a.b.c' });
  answer = new Response('{"error":{"code":"bad_topic","message":"no"}}', { status: 400 });
  await assert.rejects(publish('a', 'x'), { code: 'bad_topic', message: 'no' });
  answer = new Response('<html>');
  await assert.rejects(publish('a', 'x'), { code: 'unknown' });
  await assert.rejects(publish('..', 'x'), { code: 'bad_topic' });
});
