import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kind, message, reconnecting, start, startLive, welcome } from './started_connection.ts';

test('the first connection asks for the last rows and is live only when the hub says so', () => {
  const { around, connection } = start();
  assert.equal(around.socket.query, 'last=200');
  assert.equal(kind(connection), 'connecting');
  around.socket.says(welcome());
  assert.equal(kind(connection), 'catching_up');
  around.socket.says(message(1));
  assert.equal(kind(connection), 'catching_up');
  around.socket.says({ type: 'live', offset: 1 });
  assert.equal(kind(connection), 'live');
});

test('messages are handed on in their order', () => {
  const { around, messages } = startLive();
  around.socket.says(message(8));
  around.socket.says(message(9));
  const offsets = messages.flatMap((each) => (each.type === 'message' ? [each.offset] : []));
  assert.deepEqual(offsets, [8, 9]);
});

for (const [name, says, position] of [
  ['the last message', [message(8), message(9)], 'e1:9'],
  ['a heartbeat', [message(8), { type: 'heartbeat', offset: 12 }], 'e1:12'],
  ['live, where nothing else came', [], 'e1:7'],
  ['a gap', [{ type: 'gap', after: 7, before: 20, reason: 'expired' }], 'e1:19'],
] as const) {
  test(`after a cut it asks for what came after ${name}`, () => {
    const { around } = startLive();
    for (const each of says) around.socket.says(each);
    around.socket.ends(1006);
    around.pass(500);
    assert.equal(around.sockets.length, 2);
    assert.equal(around.socket.query, `since=${position}`);
  });
}

test('a cut in the middle of the history resumes there, a cut before it asks anew', () => {
  const half = start();
  half.around.socket.says(welcome('e1', 100));
  half.around.socket.says(message(42));
  half.around.socket.ends(1006);
  half.around.pass(500);
  assert.equal(half.around.socket.query, 'since=e1:42');

  const none = start();
  none.around.socket.says(welcome('e1', 100));
  none.around.socket.ends(1006);
  none.around.pass(500);
  assert.equal(none.around.socket.query, 'last=200');
});

test('an empty history has a position too', () => {
  const { around } = start();
  around.socket.says(welcome());
  around.socket.says({ type: 'live', offset: 0 });
  around.socket.ends(1006);
  around.pass(500);
  assert.equal(around.socket.query, 'since=e1:0');
});

test('attempts back off with jitter, and begin small again only after live', () => {
  const { around, connection } = startLive();
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    around.socket.ends(1006);
    waits.push((reconnecting(connection.state).nextTryAt ?? 0) - around.now());
    around.pass(waits[i] as number);
    around.socket.says(welcome());
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 7500, 7500]);
  around.socket.says({ type: 'live', offset: 7 });
  around.socket.ends(1006);
  assert.equal((reconnecting(connection.state).nextTryAt ?? 0) - around.now(), 250);
});

test('reconnecting counts from the last sign of life, however many attempts it takes', () => {
  const { around, connection } = startLive();
  const heard = around.now();
  around.pass(4000);
  around.socket.ends(1006);
  for (let i = 0; i < 3; i++) {
    around.pass(8_000);
    around.socket.ends(1006);
  }
  const state = reconnecting(connection.state);
  assert.equal(state.since, heard);
  assert.equal(state.cause, 'closed');
  assert.equal(state.attempt, 4);
});

test('a hub that was never reached is called unreachable', () => {
  const { around, connection } = start();
  around.socket.ends(1006);
  assert.equal(reconnecting(connection.state).cause, 'unreachable');
  around.pass(500);
  assert.equal(reconnecting(connection.state).nextTryAt, null);
  around.socket.ends(1006);
  assert.equal(reconnecting(connection.state).cause, 'unreachable');
});

test('codes 41xx: back after a second or more, with jitter', () => {
  for (const [chance, wait] of [[0, 1000], [0.5, 1250]] as const) {
    const { around, connection } = startLive();
    around.chance = chance;
    around.socket.ends(4100, 'overloaded');
    assert.equal((reconnecting(connection.state).nextTryAt ?? 0) - around.now(), wait);
  }
});

test('codes 42xx: back at once, also for who was given no token to renew', () => {
  const { around } = startLive();
  around.socket.ends(4201, 'token_expired');
  around.pass(0);
  assert.equal(around.sockets.length, 2);
});

test('codes 42xx from a hub that never gets to live are not a reason to spin', () => {
  const { around, connection } = startLive();
  around.socket.ends(4200, 'drain');
  around.pass(0);
  around.socket.says(welcome());
  around.socket.ends(4200, 'drain');
  assert.equal((reconnecting(connection.state).nextTryAt ?? 0) - around.now(), 500);
});

test('a drain says when to come back', () => {
  const { around, connection } = startLive();
  around.socket.says({ type: 'drain', reconnect_ms: 730 });
  assert.equal(kind(connection), 'live');
  around.socket.ends(4200, 'drain');
  assert.equal((reconnecting(connection.state).nextTryAt ?? 0) - around.now(), 730);
  around.pass(729);
  assert.equal(around.sockets.length, 1);
  around.pass(1);
  assert.equal(around.sockets.length, 2);
});

test('after two heartbeats of silence it is stale, asks first, and tries again', () => {
  const { around, connection } = startLive();
  const heard = around.now();
  const first = around.socket;
  around.pass(22_499);
  assert.deepEqual(first.sent, []);
  around.pass(1);
  assert.deepEqual(first.sent, [{ type: 'ping' }]);
  around.pass(7_499);
  assert.equal(kind(connection), 'live');
  around.pass(1);
  const state = reconnecting(connection.state);
  assert.equal(state.cause, 'silent');
  assert.equal(state.since, heard);
  assert.equal(first.closed, true);
  around.pass(0);
  assert.equal(around.sockets.length, 2);
  assert.equal(around.socket.query, 'since=e1:7');
});

test('anything heard, a pong too, keeps it from going stale', () => {
  const { around, connection } = startLive();
  for (let i = 0; i < 5; i++) {
    around.pass(25_000);
    around.socket.says({ type: 'pong' });
  }
  assert.equal(kind(connection), 'live');
  assert.equal(around.sockets.length, 1);
});

test('a hub with rarer heartbeats is not taken for dead', () => {
  const { around, connection } = start();
  around.socket.says({ ...welcome(), heartbeat_s: 60 });
  around.socket.says({ type: 'live', offset: 0 });
  around.pass(119_999);
  assert.equal(kind(connection), 'live');
  around.pass(1);
  assert.equal(reconnecting(connection.state).cause, 'silent');
});

test('what a given-up socket still says is not heard', () => {
  const { around, connection, messages } = startLive();
  const first = around.socket;
  around.pass(30_000);
  const before = messages.length;
  first.says(message(8));
  first.ends(1006);
  assert.equal(messages.length, before);
  assert.equal(reconnecting(connection.state).cause, 'silent');
});

test('stale stays stale over failing attempts, until the hub is heard', () => {
  const { around, connection } = startLive();
  around.pass(30_000);
  for (let i = 0; i < 3; i++) {
    around.pass(15_000);
    around.socket.ends(1006);
    assert.equal(reconnecting(connection.state).cause, 'silent');
  }
  around.pass(15_000);
  around.socket.says(welcome());
  assert.equal(kind(connection), 'catching_up');
});

test('an attempt that is not welcomed within ten seconds has failed', () => {
  const { around, connection } = start();
  around.pass(9_999);
  assert.equal(kind(connection), 'connecting');
  around.pass(1);
  assert.equal(reconnecting(connection.state).cause, 'unreachable');
  assert.equal(around.socket.closed, true);
});

test('a machine that slept finds out when it wakes', () => {
  const { around, connection } = startLive();
  around.sleep(3_600_000);
  assert.equal(reconnecting(connection.state).cause, 'silent');
});

test('a clock that is set back does not hide silence', () => {
  const { around, connection } = startLive();
  around.setBack(3_600_000);
  around.pass(60_000);
  assert.equal(reconnecting(connection.state).cause, 'silent');
});

test('a nudge asks an open connection for a sign of life and believes silence after five seconds', () => {
  const { around, connection } = startLive();
  connection.nudge();
  connection.nudge();
  assert.deepEqual(around.socket.sent, [{ type: 'ping' }]);
  around.pass(5_000);
  assert.equal(reconnecting(connection.state).cause, 'silent');

  const answered = startLive();
  answered.connection.nudge();
  answered.around.pass(4_000);
  answered.around.socket.says({ type: 'pong' });
  answered.around.pass(1_000);
  assert.equal(kind(answered.connection), 'live');
});

test('a question that was answered does not count against a later one', () => {
  const { around, connection } = startLive();
  connection.nudge();
  around.pass(4_000);
  around.socket.says({ type: 'pong' });
  connection.nudge();
  around.pass(4_999);
  assert.equal(kind(connection), 'live');
  around.pass(1);
  assert.equal(reconnecting(connection.state).cause, 'silent');
});

test('a nudge does not sit out the back-off', () => {
  const { around, connection } = startLive();
  for (let i = 0; i < 6; i++) {
    around.socket.ends(1006);
    around.pass(15_000);
  }
  around.socket.ends(1006);
  const before = around.sockets.length;
  connection.nudge();
  assert.equal(around.sockets.length, before + 1);
  around.pass(9_000);
  assert.equal(around.sockets.length, before + 1, 'the old timer is gone');
});

test('a new epoch is followed from its beginning', () => {
  const { around } = startLive('e1');
  around.socket.ends(1006);
  around.pass(500);
  assert.equal(around.socket.query, 'since=e1:7');
  around.socket.says(welcome('e2', 3));
  around.socket.says({ type: 'gap', after: 7, before: 1, reason: 'epoch_changed' });
  around.socket.says(message(2));
  around.socket.ends(1006);
  around.pass(500);
  assert.equal(around.socket.query, 'since=e2:2');
});

test('a history that lost its end is followed from there', () => {
  const { around } = startLive('e1');
  around.socket.ends(1006);
  around.pass(500);
  around.socket.says(welcome('e1', 3));
  around.socket.says({ type: 'gap', after: 0, before: 2, reason: 'epoch_changed' });
  around.socket.says(message(2));
  around.socket.ends(1006);
  around.pass(1000);
  assert.equal(around.socket.query, 'since=e1:2');
});

test('what can’t be read is handed on as such and ends nothing', () => {
  const { around, connection, messages } = startLive();
  around.socket.onmessage?.({ data: new ArrayBuffer(3) });
  around.socket.onmessage?.({ data: '{' });
  assert.deepEqual(messages.slice(-2), [
    { type: 'unreadable', reason: 'a binary message' },
    { type: 'unreadable', reason: 'not JSON' },
  ]);
  assert.equal(kind(connection), 'live');
});
