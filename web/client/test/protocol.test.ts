import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServerMessage } from '../src/protocol.ts';

const message = {
  type: 'message',
  topic: 'hello/alice',
  offset: 7,
  prev: 4,
  time: '2026-11-22T20:11:00.123456Z',
  source: 'alice',
  seq: 3,
  delta_ms: 3120.4,
  data: 'Hello world',
};

const parse = (value: unknown) => parseServerMessage(JSON.stringify(value), 'e1');
const without = (name: string) =>
  Object.fromEntries(Object.entries(message).filter(([key]) => key !== name));

const dataOf = (value: unknown) => {
  const parsed = parse(value);
  assert.equal(parsed.type, 'message');
  return parsed.type === 'message' ? parsed.data : undefined;
};

test('a message is handed on with its position', () => {
  assert.deepEqual(parse({ ...message, sent: '2026-11-22T20:11:00.000001Z' }), {
    type: 'message',
    topic: 'hello/alice',
    offset: 7,
    prev: 4,
    position: 'e1:7',
    time: '2026-11-22T20:11:00.123456Z',
    sent: '2026-11-22T20:11:00.000001Z',
    source: 'alice',
    seq: 3,
    deltaMs: 3120.4,
    data: 'Hello world',
  });
});

test('the first message of a topic has no delta', () => {
  const parsed = parse({ ...message, prev: 0, delta_ms: null });
  assert.equal(parsed.type === 'message' && parsed.deltaMs, null);
});

test('data is a string, a JSON value of any kind, or bytes', () => {
  for (const data of ['', 'text', null, false, 0, [1], { a: 1 }]) {
    assert.deepEqual(dataOf({ ...message, data }), data);
  }
  assert.deepEqual(dataOf({ ...without('data'), data_base64: 'AP8Q' }), Uint8Array.of(0, 255, 16));
});

test('the other messages of the hub are read', () => {
  assert.deepEqual(
    parse({ type: 'welcome', hub: 'h', version: '1', epoch: 'e', offset: 0, ping_s: 25 }),
    { type: 'welcome', hub: 'h', version: '1', epoch: 'e', offset: 0, heartbeatMs: null },
  );
  assert.deepEqual(parse({ type: 'gap', after: 1, before: 9, reason: 'expired' }), {
    type: 'gap',
    after: 1,
    before: 9,
    reason: 'expired',
  });
  assert.deepEqual(parse({ type: 'live', offset: 0 }), { type: 'live', offset: 0 });
  assert.deepEqual(parse({ type: 'heartbeat', offset: 5 }), { type: 'heartbeat', offset: 5 });
  assert.deepEqual(parse({ type: 'drain', reconnect_ms: 250 }), { type: 'drain', reconnectMs: 250 });
  assert.deepEqual(parse({ type: 'published', id: 4, offset: 9 }), { type: 'published', id: 4, offset: 9 });
  assert.deepEqual(parse({ type: 'error', code: 'internal', message: 'm', id: 4 }), {
    type: 'error',
    id: 4,
    code: 'internal',
    message: 'm',
  });
});

test('a type that this client does not know is a sign of life, not an error', () => {
  assert.deepEqual(parse({ type: 'tick' }), { type: 'other', name: 'tick' });
  assert.deepEqual(parse({ type: 'from_the_future', x: 1 }), { type: 'other', name: 'from_the_future' });
});

test('a hub may say how often its heart beats', () => {
  const parsed = parse({ type: 'welcome', hub: 'h', version: '1', epoch: 'e', offset: 0, heartbeat_s: 60 });
  assert.equal(parsed.type === 'welcome' && parsed.heartbeatMs, 60_000);
});

const bad: [string, unknown, RegExp][] = [
  ['a topic that is a number', { ...message, topic: 7 }, /topic is not a string/],
  ['no topic', without('topic'), /topic is not a string/],
  ['an offset that is text', { ...message, offset: '7' }, /offset is not a whole number/],
  ['an offset with a fraction', { ...message, offset: 7.5 }, /offset is not a whole number/],
  ['a negative offset', { ...message, offset: -1 }, /offset is not a whole number/],
  ['an offset beyond 2^53', { ...message, offset: 2 ** 53 }, /offset is not a whole number/],
  ['no prev', without('prev'), /prev is not a whole number/],
  ['a time that is none', { ...message, time: 7 }, /time is not a string/],
  ['a delta that is text', { ...message, delta_ms: '3' }, /delta_ms is not a number/],
  ['no delta', without('delta_ms'), /delta_ms is not a number/],
  ['no data', without('data'), /data_base64 is not a string/],
  ['binary data that is not base64', { ...without('data'), data_base64: '!' }, /./],
  ['binary data that is not text', { ...without('data'), data_base64: 4 }, /data_base64 is not a string/],
  ['no type', { offset: 1 }, /type is not a string/],
  ['an array', [message], /type is not a string/],
  ['null', null, /not a JSON object/],
  ['a drain without a time', { type: 'drain' }, /reconnect_ms/],
  ['a welcome without an epoch', { type: 'welcome', hub: 'h', version: '1', offset: 0 }, /epoch/],
];

for (const [name, value, reason] of bad) {
  test(`unreadable, and no exception: ${name}`, () => {
    const parsed = parse(value);
    assert.equal(parsed.type === 'error' && parsed.code, 'unreadable');
    assert.match(parsed.type === 'error' ? parsed.message : '', reason);
  });
}

test('unreadable, and no exception: text that is not JSON', () => {
  for (const text of ['{"type":', '']) {
    const parsed = parseServerMessage(text, 'e1');
    assert.equal(parsed.type === 'error' && parsed.code, 'unreadable');
  }
});
