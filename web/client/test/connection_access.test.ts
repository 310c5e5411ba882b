import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, kind, message, reconnecting, refused, start, startLive, welcome } from './started_client.ts';

test('codes 40xx: it stays away, says why, and no event but a retry brings it back', () => {
  const { around, client } = startLive();
  around.socket.ends(4001, 'unauthorized');
  assert.equal(refused(client).code, 4001);
  around.pass(3_600_000);
  client.nudge();
  assert.equal(around.sockets.length, 1);
  client.retry();
  assert.equal(around.sockets.length, 2);
  assert.equal(around.socket.query, 'since=e1:7');
});

test('a token is shown in each attempt, and no topics: the hub sends what it permits', () => {
  const { around } = startLive({ token: 'a+b&c', last: 200 });
  assert.equal(around.sockets[0]?.query, 'last=200&token=a%2Bb%26c');
  around.socket.ends(1006);
  around.pass(500);
  assert.equal(around.socket.query, 'since=e1:7&token=a%2Bb%26c');
});

for (const [code, name] of [[4001, 'unauthorized'], [4003, 'forbidden']] as const) {
  test(`${name}: the hub’s own words are kept, no error is made of them, and a token brings it in`, () => {
    const { around, client, errors } = start();
    around.socket.says({ type: 'error', code: name, message: '<b>no</b>' });
    around.socket.ends(code, name);
    assert.deepEqual([refused(client).hubSays, refused(client).withToken], ['<b>no</b>', false]);
    assert.deepEqual(errors, []);
    around.pass(3_600_000);
    assert.equal(around.sockets.length, 1);
    client.useToken('abc');
    assert.equal(kind(client), 'connecting');
    assert.equal(around.socket.query, 'token=abc');
    around.socket.says({ type: 'error', code: name, message: 'still no' });
    around.socket.ends(code, name);
    assert.deepEqual([refused(client).hubSays, refused(client).withToken], ['still no', true]);
  });
}

test('a token that can’t be renewed and has run out: it waits for another, and goes on from its position', () => {
  const { around, client } = startLive({ token: 'old' });
  around.socket.says(message(8));
  around.socket.ends(4201, 'token_expired');
  assert.equal(refused(client).code, 4201);
  around.pass(3_600_000);
  client.nudge();
  assert.equal(around.sockets.length, 1);
  client.useToken('new');
  assert.equal(around.socket.query, 'since=e1:8&token=new');
  around.socket.says(welcome('e1', 9));
  around.socket.says({ type: 'live', offset: 9 });
  assert.equal(kind(client), 'live');
});

test('a token that is asked for is asked for by each connection, at once after it has run out', () => {
  let asked = 0;
  const { around } = startLive({ token: () => `token${++asked}` });
  assert.equal(around.socket.query, 'token=token1');
  around.socket.says({ type: 'error', code: 'token_expired', message: 'over' });
  around.socket.ends(4201, 'token_expired');
  around.pass(0);
  assert.equal(around.socket.query, 'since=e1:7&token=token2');
});

test('a token may take its time, but not longer than an attempt', async () => {
  let give = (_: string) => {};
  const token = () => new Promise<string>((resolve) => (give = resolve));
  const { around, client } = start({ token });
  assert.equal(around.sockets.length, 0);
  give('first');
  await Promise.resolve();
  assert.equal(around.socket.query, 'token=first');
  around.socket.ends(1006);
  around.pass(500);
  const late = give;
  around.pass(10_000);
  assert.notEqual(reconnecting(client).nextTryAt, null);
  late('late');
  await Promise.resolve();
  assert.equal(around.sockets.length, 1);
});

test('a token that fails is an attempt that failed: told, and tried again with back-off', async () => {
  let fails = 2;
  const token = () => {
    if (fails-- > 1) throw new Error('the gate is shut');
    return fails < 0 ? 'good' : Promise.reject(new Error('and locked'));
  };
  const { around, client, errors } = start({ token });
  assert.equal(reconnecting(client).cause, 'unreachable');
  around.pass(250);
  for (let turn = 0; turn < 5; turn++) await Promise.resolve();
  assert.deepEqual(errors.map(({ code }) => code), ['attempt_failed', 'attempt_failed']);
  assert.match(errors[0]?.message ?? '', /the gate is shut/);
  assert.equal(around.sockets.length, 0);
  around.pass(500);
  assert.equal(around.socket.query, 'token=good');
});

test('a refusal’s words don’t outlive their connection, and an error that ended otherwise is told', () => {
  const { around, client, errors } = startLive();
  around.socket.says({ type: 'error', code: 'forbidden', message: 'no' });
  around.socket.ends(1006);
  assert.deepEqual(errors.map(({ code, message }) => [code, message]), [['forbidden', 'no']]);
  around.pass(500);
  around.socket.ends(4003);
  assert.equal(refused(client).hubSays, null);
});

test('who is turned away elsewhere stays away', async () => {
  const { around, client } = start();
  const waiting = codeOf(client.publish('t', 'x'));
  around.socket.ends(1006);
  client.refuse(4001, '', 'ask the gate');
  assert.deepEqual([refused(client).code, refused(client).hubSays], [4001, 'ask the gate']);
  around.pass(3_600_000);
  assert.equal(around.sockets.length, 1);
  assert.equal(await waiting, 'refused');
  assert.equal(await codeOf(client.publish('t', 'x')), 'refused');
  await assert.rejects(client[Symbol.asyncIterator]().next(), { code: 'refused' });
});
