import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kind, message, reconnecting, start, startLive, waitMs, welcome } from './started_client.ts';

test('the first connection asks for the last messages and is live only when the hub says so', () => {
  const { around, client } = start({ last: 200 });
  assert.equal(around.socket.query, 'last=200');
  assert.equal(kind(client), 'connecting');
  around.socket.says(welcome());
  assert.equal(kind(client), 'catching_up');
  around.socket.says(message(1));
  assert.equal(kind(client), 'catching_up');
  around.socket.says({ type: 'live', offset: 1 });
  assert.equal(kind(client), 'live');
});

test('messages are handed on in their order', () => {
  const { around, messages } = startLive();
  around.socket.says(message(8));
  around.socket.says(message(9));
  const offsets = messages.map(({ offset }) => offset);
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
  const half = start({ last: 200 });
  half.around.socket.says(welcome('e1', 100));
  half.around.socket.says(message(42));
  half.around.socket.ends(1006);
  half.around.pass(500);
  assert.equal(half.around.socket.query, 'since=e1:42');

  const none = start({ last: 200 });
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
  const { around, client } = startLive();
  const waits: number[] = [];
  for (let i = 0; i < 7; i++) {
    around.socket.ends(1006);
    waits.push(waitMs({ client, around }));
    around.pass(waits[i] as number);
    around.socket.says(welcome());
  }
  assert.deepEqual(waits, [250, 500, 1000, 2000, 4000, 7500, 7500]);
  around.socket.says({ type: 'live', offset: 7 });
  around.socket.ends(1006);
  assert.equal(waitMs({ client, around }), 250);
});

test('reconnecting counts from the last sign of life, however many attempts it takes', () => {
  const { around, client } = startLive();
  const heard = around.now();
  around.pass(4000);
  around.socket.ends(1006);
  for (let i = 0; i < 3; i++) {
    around.pass(8_000);
    around.socket.ends(1006);
  }
  const state = reconnecting(client);
  assert.equal(state.since, heard);
  assert.equal(state.cause, 'closed');
  assert.equal(state.attempt, 4);
});

test('a hub that was never reached is called unreachable', () => {
  const { around, client } = start();
  around.socket.ends(1006);
  assert.equal(reconnecting(client).cause, 'unreachable');
  around.pass(500);
  assert.equal(reconnecting(client).nextTryAt, null);
  around.socket.ends(1006);
  assert.equal(reconnecting(client).cause, 'unreachable');
});

test('codes 41xx: back after a second or more, with jitter', () => {
  for (const [chance, wait] of [[0, 1000], [0.5, 1250]] as const) {
    const { around, client } = startLive();
    around.chance = chance;
    around.socket.ends(4100, 'overloaded');
    assert.equal(waitMs({ client, around }), wait);
  }
});

test('codes 42xx: back at once, also for who was given no token to renew', () => {
  const { around } = startLive();
  around.socket.ends(4201, 'token_expired');
  around.pass(0);
  assert.equal(around.sockets.length, 2);
});

test('codes 42xx from a hub that never gets to live are not a reason to spin', () => {
  const { around, client } = startLive();
  around.socket.ends(4200, 'drain');
  around.pass(0);
  around.socket.says(welcome());
  around.socket.ends(4200, 'drain');
  assert.equal(waitMs({ client, around }), 500);
});

test('a drain says when to come back', () => {
  const { around, client } = startLive();
  around.socket.says({ type: 'drain', reconnect_ms: 730 });
  assert.equal(kind(client), 'live');
  around.socket.ends(4200, 'drain');
  // Half of what the jitter may add.
  assert.equal(waitMs({ client, around }), 913);
  around.pass(912);
  assert.equal(around.sockets.length, 1);
  around.pass(1);
  assert.equal(around.sockets.length, 2);
});

test('an attempt that is not welcomed within ten seconds has failed', () => {
  const { around, client } = start();
  around.pass(9_999);
  assert.equal(kind(client), 'connecting');
  around.pass(1);
  assert.equal(reconnecting(client).cause, 'unreachable');
  assert.equal(around.socket.closed, true);
});

test('a nudge does not sit out the back-off', () => {
  const { around, client } = startLive();
  for (let i = 0; i < 6; i++) {
    around.socket.ends(1006);
    around.pass(15_000);
  }
  around.socket.ends(1006);
  const before = around.sockets.length;
  client.nudge();
  assert.equal(around.sockets.length, before + 1);
  around.pass(9_000);
  assert.equal(around.sockets.length, before + 1, 'the old timer is gone');
});

test('a new epoch is followed from its beginning', () => {
  const { around } = startLive();
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
  const { around } = startLive();
  around.socket.ends(1006);
  around.pass(500);
  around.socket.says(welcome('e1', 3));
  around.socket.says({ type: 'gap', after: 0, before: 2, reason: 'epoch_changed' });
  around.socket.says(message(2));
  around.socket.ends(1006);
  around.pass(1000);
  assert.equal(around.socket.query, 'since=e1:2');
});

test('what can’t be read is told as an error and ends nothing', () => {
  const { around, client, errors } = startLive();
  around.socket.onmessage?.({ data: new ArrayBuffer(3) });
  around.socket.onmessage?.({ data: '[' });
  around.socket.says({ type: 'heartbeat' });
  assert.deepEqual(errors.map(({ code }) => code), ['unreadable', 'unreadable', 'unreadable']);
  assert.match(errors[2]?.message ?? '', /offset is not a whole number/);
  assert.equal(kind(client), 'live');
});
