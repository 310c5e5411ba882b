import assert from 'node:assert/strict';
import { test } from 'node:test';
import { messageOf } from '../src/message.ts';

const received = {
  type: 'message' as const,
  topic: 'hello/alice',
  offset: 7,
  prev: 4,
  position: 'a:7',
  time: '2026-11-22T20:11:00.123456Z',
  sent: null,
  source: 'alice',
  seq: 3,
  deltaMs: null,
  data: 'Hello world' as unknown,
};

const payloadOf = (data: unknown, text = JSON.stringify({ data })) => messageOf({ ...received, data }, text).payload;

test('text stays text', () => {
  assert.deepEqual(payloadOf('Hello world'), { kind: 'text', text: 'Hello world' });
});

test('JSON data keeps the digits that a double would lose', () => {
  const text = '{"type":"message","data":{"n":12345678901234567890}}';
  const { data } = JSON.parse(text) as { data: unknown };
  assert.deepEqual(payloadOf(data, text), { kind: 'json', source: '{"n":12345678901234567890}' });
});

test('JSON null, false and 0 are data like any other', () => {
  for (const data of [null, false, 0]) assert.deepEqual(payloadOf(data), { kind: 'json', source: String(data) });
});

test('binary data is bytes', () => {
  const bytes = Uint8Array.of(0, 255, 16);
  assert.deepEqual(payloadOf(bytes), { kind: 'binary', bytes });
});
