import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../src/index.ts';
import { FakeSurroundings } from './fake_surroundings.ts';
import { codeOf, kind, message, startLive, welcome } from './started_client.ts';

test('iterating opens the client and gives each message, waiting or not', async () => {
  const around = new FakeSurroundings();
  const client = new Client('ws://hub/ws', { ...around, WebSocket: around.WebSocket, clock: around });
  assert.equal(kind(client), 'idle');
  const iterator = client[Symbol.asyncIterator]();
  around.socket.says(welcome('e1', 7));
  around.socket.says(message(8));
  assert.equal((await iterator.next()).value?.offset, 8);
  const next = iterator.next();
  around.socket.says(message(9));
  assert.equal((await next).value?.offset, 9);
});

test('a full buffer lets the connection go, and resumes behind its last message once it is read', async () => {
  const { around, client, messages } = startLive({ bufferMessages: 2 });
  const iterator = client[Symbol.asyncIterator]();
  for (const offset of [8, 9, 10]) around.socket.says(message(offset));
  assert.equal(kind(client), 'paused');
  assert.equal(around.socket.closed, true);
  around.pass(3_600_000);
  client.nudge();
  client.retry();
  assert.equal(around.sockets.length, 1);
  assert.equal((await iterator.next()).value?.offset, 8);
  assert.equal(around.sockets.length, 1);
  assert.equal((await iterator.next()).value?.offset, 9);
  assert.equal(around.socket.query, 'since=e1:9');
  around.socket.says(welcome('e1', 10));
  around.socket.says(message(10));
  assert.equal((await iterator.next()).value?.offset, 10);
  assert.deepEqual(messages.map(({ offset }) => offset), [8, 9, 10]);
});

test('large messages fill it too', () => {
  const { around, client } = startLive({ bufferCharacters: 1000 });
  client[Symbol.asyncIterator]();
  around.socket.says({ ...message(8), data: 'x'.repeat(1000) });
  assert.equal(kind(client), 'paused');
});

test('a publish that is not answered yet keeps a full client connected, but deaf', async () => {
  const { around, client, messages } = startLive({ bufferMessages: 1 });
  client[Symbol.asyncIterator]();
  const published = client.publish('t', 1);
  around.socket.says(message(8));
  assert.equal(kind(client), 'live');
  around.socket.says(message(9));
  around.socket.says({ type: 'heartbeat', offset: 9 });
  const later = client.publish('t', 2);
  around.socket.says({ type: 'published', id: 1, offset: 10 });
  assert.equal(await published, 10);
  assert.equal(kind(client), 'paused');
  assert.equal(client.position, 'e1:8');
  assert.equal(messages.length, 1);
  client.close();
  assert.equal(await codeOf(later), 'closed');
});

test('a full client that was cut off meanwhile takes in nothing', () => {
  const { around, client } = startLive({ bufferMessages: 1 });
  client[Symbol.asyncIterator]();
  void codeOf(client.publish('t', 1));
  around.socket.says(message(8));
  around.socket.ends(1006);
  around.pass(500);
  around.socket.says(welcome('e1', 9));
  around.socket.says(message(9));
  assert.equal(kind(client), 'paused');
  assert.equal(client.position, 'e1:8');
});

test('leaving the loop forgets the buffer, and lets a paused client go on', async () => {
  const { around, client } = startLive({ bufferMessages: 1 });
  around.socket.says(message(8));
  const iterator = client[Symbol.asyncIterator]();
  around.socket.says(message(9));
  assert.equal(kind(client), 'paused');
  assert.deepEqual(await iterator.return?.(), { value: undefined, done: true });
  assert.deepEqual(await iterator.next(), { value: undefined, done: true });
  assert.equal(around.sockets.length, 2);
});

test('closing ends the loop after what is buffered; an abort closes', async () => {
  const abort = new AbortController();
  const { around, client } = startLive({ signal: abort.signal });
  const iterator = client[Symbol.asyncIterator]();
  around.socket.says(message(8));
  abort.abort();
  assert.equal(kind(client), 'closed');
  assert.equal(around.socket.closed, true);
  assert.equal((await iterator.next()).value?.offset, 8);
  assert.equal((await iterator.next()).done, true);
  around.pass(3_600_000);
  client.retry();
  assert.equal(around.sockets.length, 1);
});

test('a refusal ends the loop with an error, once', async () => {
  const { around, client } = startLive();
  const iterator = client[Symbol.asyncIterator]();
  const next = iterator.next();
  around.socket.ends(4003, 'forbidden');
  await assert.rejects(next, { code: 'refused', message: '4003 forbidden' });
  assert.equal((await iterator.next()).done, true);
});

test('listeners stop when told to, and one that throws keeps nobody from hearing', (context) => {
  const { around, client, messages } = startLive();
  const thrown: (() => void)[] = [];
  context.mock.method(globalThis, 'queueMicrotask', (run: () => void) => thrown.push(run));
  const heard: number[] = [];
  const stop = client.on('message', ({ offset }) => heard.push(offset));
  const stopThrowing = client.on('message', () => {
    throw new Error('mine');
  });
  around.socket.says(message(8));
  stop();
  stopThrowing();
  around.socket.says(message(9));
  assert.deepEqual(heard, [8]);
  assert.equal(messages.length, 2);
  assert.equal(thrown.length, 1);
  assert.throws(() => thrown[0]?.(), /mine/);
});
