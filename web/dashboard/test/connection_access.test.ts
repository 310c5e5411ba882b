import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Connection } from '../src/connection.ts';
import type { ConnectionState } from '../src/connection_state.ts';
import { kind, message, start, startLive, welcome } from './started_connection.ts';

test('codes 40xx: the page stays away, says why, and no event but the person brings it back', () => {
  const { around, connection } = startLive();
  around.socket.ends(4001, 'unauthorized');
  assert.equal(kind(connection), 'refused');
  assert.equal(connection.state.kind === 'refused' && connection.state.code, 4001);
  around.pass(3_600_000);
  connection.nudge();
  assert.equal(around.sockets.length, 1);
  connection.tryNow();
  assert.equal(around.sockets.length, 2);
  assert.equal(around.socket.query, 'since=e1:7');
});

const refused = (connection: Connection) => {
  const { state } = connection;
  assert.equal(state.kind, 'refused');
  return state as Extract<ConnectionState, { kind: 'refused' }>;
};

test('a token is shown in each attempt, and no topics: the hub sends what it permits', () => {
  const { around } = startLive('e1', 'a+b&c');
  assert.equal(around.socket.query, 'last=200&token=a%2Bb%26c');
  around.socket.ends(1006);
  around.pass(500);
  assert.equal(around.socket.query, 'since=e1:7&token=a%2Bb%26c');
});

for (const [code, name] of [[4001, 'unauthorized'], [4003, 'forbidden']] as const) {
  test(`${name}: the hub’s own words are kept, no row is made of them, and a token brings it in`, () => {
    const { around, connection, messages } = start();
    around.socket.says({ type: 'error', code: name, message: '<b>no</b>' });
    around.socket.ends(code, name);
    const { hubSays, withToken } = refused(connection);
    assert.deepEqual([hubSays, withToken], ['<b>no</b>', false]);
    assert.deepEqual(messages, []);
    around.pass(3_600_000);
    assert.equal(around.sockets.length, 1);
    connection.useToken('abc');
    assert.equal(kind(connection), 'connecting');
    assert.equal(around.socket.query, 'last=200&token=abc');
    around.socket.says({ type: 'error', code: name, message: 'still no' });
    around.socket.ends(code, name);
    assert.deepEqual([refused(connection).hubSays, refused(connection).withToken], ['still no', true]);
  });
}

test('a token that has run out: it waits for another, and goes on from its position', () => {
  const { around, connection } = startLive('e1', 'old');
  around.socket.says(message(8));
  around.socket.ends(4201, 'token_expired');
  assert.equal(refused(connection).code, 4201);
  around.pass(3_600_000);
  connection.nudge();
  assert.equal(around.sockets.length, 1);
  connection.useToken('new');
  assert.equal(around.socket.query, 'since=e1:8&token=new');
  around.socket.says(welcome('e1', 9));
  around.socket.says({ type: 'live', offset: 9 });
  assert.equal(kind(connection), 'live');
});

test('a refusal’s words don’t outlive their connection, and an error that ended otherwise is told', () => {
  const { around, connection, messages } = startLive();
  around.socket.says({ type: 'error', code: 'forbidden', message: 'no' });
  around.socket.ends(1006);
  assert.deepEqual(messages.slice(-1), [{ type: 'error', code: 'forbidden', message: 'no' }]);
  around.pass(500);
  around.socket.ends(4003);
  assert.equal(refused(connection).hubSays, null);
});

test('who is turned away without a word asks why, and stays away where HTTP says 401 or 403', () => {
  const { around, connection, unanswered } = start();
  around.socket.ends(1006);
  assert.equal(unanswered.length, 1);
  connection.turnedAway('unauthorized', 'ask the gate');
  assert.deepEqual([refused(connection).code, refused(connection).hubSays], [4001, 'ask the gate']);
  around.pass(3_600_000);
  assert.equal(around.sockets.length, 1);

  const welcomed = startLive();
  welcomed.connection.turnedAway('forbidden', null);
  assert.equal(kind(welcomed.connection), 'live');
  welcomed.around.socket.ends(1006);
  assert.equal(welcomed.unanswered.length, 0);
});
