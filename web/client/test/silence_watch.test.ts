import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kind, message, reconnecting, startLive, start, welcome } from './started_client.ts';

test('after two heartbeats of silence it is stale, asks first, and tries again', () => {
  const { around, client } = startLive();
  const heard = around.now();
  const first = around.socket;
  around.pass(22_499);
  assert.deepEqual(first.sent, []);
  around.pass(1);
  assert.deepEqual(first.sent, [{ type: 'ping' }]);
  around.pass(7_499);
  assert.equal(kind(client), 'live');
  around.pass(1);
  const state = reconnecting(client);
  assert.equal(state.cause, 'silent');
  assert.equal(state.since, heard);
  assert.equal(first.closed, true);
  around.pass(0);
  assert.equal(around.sockets.length, 2);
  assert.equal(around.socket.query, 'since=e1:7');
});

test('anything heard, a pong too, keeps it from going stale', () => {
  const { around, client } = startLive();
  for (let i = 0; i < 5; i++) {
    around.pass(25_000);
    around.socket.says({ type: 'pong', time: '2026-11-22T20:11:00.5Z' });
  }
  assert.equal(kind(client), 'live');
  assert.equal(around.sockets.length, 1);
});

test('a hub with rarer heartbeats is not taken for dead', () => {
  const { around, client } = start();
  around.socket.says({ ...welcome(), heartbeat_s: 60 });
  around.socket.says({ type: 'live', offset: 0 });
  around.pass(119_999);
  assert.equal(kind(client), 'live');
  around.pass(1);
  assert.equal(reconnecting(client).cause, 'silent');
});

test('what a given-up socket still says is not heard', () => {
  const { around, client, messages } = startLive();
  const first = around.socket;
  around.pass(30_000);
  const before = messages.length;
  first.says(message(8));
  first.ends(1006);
  assert.equal(messages.length, before);
  assert.equal(reconnecting(client).cause, 'silent');
});

test('stale stays stale over failing attempts, until the hub is heard', () => {
  const { around, client } = startLive();
  around.pass(30_000);
  for (let i = 0; i < 3; i++) {
    around.pass(15_000);
    around.socket.ends(1006);
    assert.equal(reconnecting(client).cause, 'silent');
  }
  around.pass(15_000);
  around.socket.says(welcome());
  assert.equal(kind(client), 'catching_up');
});

test('a machine that slept finds out when it wakes', () => {
  const { around, client } = startLive();
  around.sleep(3_600_000);
  assert.equal(reconnecting(client).cause, 'silent');
});

test('a clock that is set back does not hide silence', () => {
  const { around, client } = startLive();
  around.setBack(3_600_000);
  around.pass(60_000);
  assert.equal(reconnecting(client).cause, 'silent');
});

test('a nudge asks an open connection for a sign of life and believes silence after five seconds', () => {
  const { around, client } = startLive();
  client.nudge();
  client.nudge();
  assert.deepEqual(around.socket.sent, [{ type: 'ping' }]);
  around.pass(5_000);
  assert.equal(reconnecting(client).cause, 'silent');

  const answered = startLive();
  answered.client.nudge();
  answered.around.pass(4_000);
  answered.around.socket.says({ type: 'pong', time: '2026-11-22T20:11:00.5Z' });
  answered.around.pass(1_000);
  assert.equal(kind(answered.client), 'live');
});

test('a question that was answered does not count against a later one', () => {
  const { around, client } = startLive();
  client.nudge();
  around.pass(4_000);
  around.socket.says({ type: 'pong', time: '2026-11-22T20:11:00.5Z' });
  client.nudge();
  around.pass(4_999);
  assert.equal(kind(client), 'live');
  around.pass(1);
  assert.equal(reconnecting(client).cause, 'silent');
});
