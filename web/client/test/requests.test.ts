import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Client } from '../src/index.ts';
import { FakeSurroundings, type FakeSocket } from './fake_surroundings.ts';
import { codeOf, message, start, startLive, welcome } from './started_client.ts';

// A continuation of a promise that is settled runs within so many turns.
const settle = async () => {
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
};
const sent = (socket: FakeSocket) => socket.sent as { type: string; id: number; topics?: string[] }[];
const topicsIn = (query: string) => new URLSearchParams(query).getAll('topics');

test('publishing answers with the offset, and refusing with the hub’s code', async () => {
  const { around, client } = startLive();
  const first = client.publish('t', 'x');
  const second = client.publish('$hub/x', { a: 1 });
  assert.deepEqual(around.socket.sent, [
    { type: 'publish', topic: 't', data: 'x', id: 1 },
    { type: 'publish', topic: '$hub/x', data: { a: 1 }, id: 2 },
  ]);
  around.socket.says({ type: 'published', id: 1, offset: 8 });
  around.socket.says({ type: 'error', id: 2, code: 'forbidden', message: 'the hub’s own' });
  assert.equal(await first, 8);
  await assert.rejects(second, { name: 'CrierError', code: 'forbidden', message: 'the hub’s own' });
});

test('a cut before the answer: unknown, and never sent again; what wasn’t sent waits and is', async () => {
  const { around, client } = startLive();
  const before = client.publish('t', 1);
  around.socket.ends(1006);
  const meanwhile = client.publish('t', 2);
  assert.equal(await codeOf(before), 'unknown');
  around.pass(500);
  assert.deepEqual(around.socket.sent, []);
  around.socket.says(welcome('e1', 7));
  assert.deepEqual(sent(around.socket).map(({ id }) => id), [2]);
  around.socket.says({ type: 'published', id: 2, offset: 8 });
  assert.equal(await meanwhile, 8);
});

test('a hub that is about to stop is given nothing more', async () => {
  const { around, client } = startLive();
  around.socket.says({ type: 'drain', reconnect_ms: 0 });
  const waiting = client.publish('t', 1);
  assert.deepEqual(around.socket.sent, []);
  around.socket.ends(4200, 'drain');
  around.pass(0);
  around.socket.says(welcome('e1', 7));
  around.socket.says({ type: 'published', id: 1, offset: 8 });
  assert.equal(await waiting, 8);
});

test('what waits is bounded, in number and in size', async () => {
  const { client } = start();
  const all = Array.from({ length: 1000 }, () => codeOf(client.publish('t', 'x')));
  assert.equal(await codeOf(client.publish('t', 'x')), 'overflow');
  client.close();
  assert.deepEqual(new Set(await Promise.all(all)), new Set(['closed']));

  const other = start();
  void codeOf(other.client.publish('t', 'x'.repeat(16 * 1024 * 1024 - 100)));
  assert.equal(await codeOf(other.client.publish('t', 'x'.repeat(100))), 'overflow');
});

test('closing tells apart what was sent and what wasn’t', async () => {
  const { around, client } = startLive();
  const asked = codeOf(client.publish('t', 1));
  around.socket.says({ type: 'drain', reconnect_ms: 0 });
  const unsent = codeOf(client.publish('t', 2));
  client.close();
  assert.deepEqual(await Promise.all([asked, unsent]), ['unknown', 'closed']);
  assert.equal(await codeOf(client.publish('t', 3)), 'closed');
});

test('filters are each a parameter of the URL, whatever is in them; none at all is said too', () => {
  const { around } = start({ topics: ['a/#', 'b, c', '/+'] });
  assert.equal(around.socket.query, 'topics=a%2F%23&topics=b%2C%20c&topics=%2F%2B');
  assert.equal(start({ topics: [] }).around.socket.query, 'topics=none');
  for (const wrong of ['', 'a+', '#/a', 'a/b#', 'a\0']) {
    assert.throws(() => start({ topics: [wrong] }), TypeError);
  }
});

test('a filter that is added counts once the hub has said so, and is then part of every connection', async () => {
  const { around, client } = startLive({ topics: ['a'] });
  const added = client.subscribe('b', 'a');
  await settle();
  assert.deepEqual(around.socket.sent, [{ type: 'subscribe', topics: ['b'], id: 1 }]);
  around.socket.ends(1006);
  around.pass(500);
  assert.deepEqual(topicsIn(around.socket.query), ['a']);
  around.socket.says(welcome('e1', 7));
  assert.deepEqual(sent(around.socket)[0]?.topics, ['b']);
  around.socket.says({ type: 'subscribed', topics: ['b'] });
  await added;
  around.socket.ends(1006);
  around.pass(1000);
  assert.deepEqual(topicsIn(around.socket.query), ['a', 'b']);
});

test('a filter that the hub refuses isn’t asked for again', async () => {
  const { around, client } = startLive({ topics: ['a'] });
  const refused = codeOf(client.subscribe('b'));
  await settle();
  around.socket.says({ type: 'error', id: 1, code: 'forbidden', message: 'no' });
  assert.equal(await refused, 'forbidden');
  around.socket.ends(1006);
  around.pass(500);
  assert.deepEqual(topicsIn(around.socket.query), ['a']);
});

test('filters change in the order in which that was asked for', async () => {
  const { around, client } = startLive({ topics: ['a'] });
  const added = client.subscribe('b');
  const removed = client.unsubscribe('b', 'a');
  await settle();
  assert.deepEqual(sent(around.socket).map(({ type }) => type), ['subscribe']);
  around.socket.says({ type: 'subscribed', topics: ['b'] });
  await added;
  await settle();
  assert.deepEqual(sent(around.socket)[1]?.topics, ['b', 'a']);
  around.socket.ends(1006);
  await removed;
  around.pass(500);
  assert.deepEqual(topicsIn(around.socket.query), ['none']);
});

test('before it is open, a client’s filters change without a hub', async () => {
  const around = new FakeSurroundings();
  const { WebSocket } = around;
  const client = new Client('ws://hub/ws', { topics: ['a'], WebSocket, clock: around });
  await client.subscribe('b');
  await client.unsubscribe('a');
  assert.equal(around.sockets.length, 0);
  client.open();
  assert.equal(around.socket.query, 'topics=b');
  client.close();
  assert.equal(await codeOf(client.subscribe('c')), 'closed');
});

test('a client that names no topics adds to what the hub gives by itself, until the connection ends', async () => {
  const { around, client } = startLive();
  const added = client.subscribe('$hub/#');
  await settle();
  assert.deepEqual(around.socket.sent, [{ type: 'subscribe', topics: ['$hub/#'], id: 1 }]);
  around.socket.says({ type: 'subscribed', topics: ['$hub/#'] });
  await added;
  const refused = client.subscribe('secret');
  await settle();
  around.socket.says({ type: 'error', id: 2, code: 'forbidden', message: 'not for you' });
  assert.equal(await codeOf(refused), 'forbidden');
  around.socket.ends(1006);
  around.pass(500);
  assert.equal(around.socket.query, 'since=e1:7');
});

test('a ping is answered with the hub’s clock and when it was asked for, in the order of asking', () => {
  const { around, client } = start();
  const pongs: unknown[] = [];
  client.on('pong', (...told) => pongs.push(told));
  client.ping();
  around.socket.says(welcome('e1', 7));
  const begin = around.now();
  client.ping();
  around.pass(10);
  // A sign of life is asked for in the same way.
  client.nudge();
  around.socket.says({ type: 'pong', time: 'one' });
  around.socket.says({ type: 'pong', time: 'two' });
  assert.deepEqual(pongs, [['one', begin], ['two', begin + 10]]);
  client.ping();
  around.socket.ends(1006);
  around.pass(500);
  around.socket.says(welcome('e1', 7));
  client.ping();
  around.socket.says({ type: 'pong', time: 'three' });
  assert.deepEqual(pongs[2], ['three', around.now()]);
  assert.equal(pongs.length, 3);
});

test('what came on a topic before its filter was added isn’t missed', async () => {
  const { around, client, gaps } = startLive({ topics: ['a'] });
  const added = client.subscribe('b');
  await settle();
  around.socket.says({ type: 'subscribed', topics: ['b'] });
  await added;
  around.socket.says(message(12, 'b', 10));
  around.socket.says(message(13, 'a', 0));
  assert.deepEqual(gaps, []);
  around.socket.says(message(16, 'b', 14));
  assert.equal(gaps.length, 1);
});
