import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeSurroundings } from '../../client/test/fake_surroundings.ts';
import { onUnanswered, pageClient, turnAway } from '../src/connection.ts';

function start(token: string | null = null) {
  const around = new FakeSurroundings();
  const { WebSocket, random } = around;
  const client = pageClient(() => new URL('ws://hub/ws'), token, { WebSocket, random, clock: around });
  const unanswered: number[] = [];
  onUnanswered(client, () => unanswered.push(around.now()));
  client.open();
  return { around, client, unanswered };
}

const welcome = { type: 'welcome', hub: 'h', version: '1', epoch: 'e1', offset: 7, ping_s: 25 };

test('the page begins with the last rows, shows its token, and names no topics', () => {
  assert.equal(start().around.socket.query, 'last=200');
  assert.equal(start('a+b').around.socket.query, 'last=200&token=a%2Bb');
});

test('each attempt that ends before the hub said anything is a reason to ask over HTTP', () => {
  const { around, unanswered } = start();
  around.socket.ends(1006);
  around.pass(500);
  around.socket.ends(1006);
  assert.equal(unanswered.length, 2);
  around.pass(1000);
  around.socket.says(welcome);
  around.socket.ends(1006);
  assert.equal(unanswered.length, 2);
});

test('who is turned away over HTTP stays away, and one who is connected isn’t', () => {
  const { around, client } = start();
  around.socket.ends(1006);
  turnAway(client, 'unauthorized', 'ask the gate');
  const { state } = client;
  assert.deepEqual(state.kind === 'refused' && [state.code, state.hubSays], [4001, 'ask the gate']);
  around.pass(3_600_000);
  assert.equal(around.sockets.length, 1);

  const welcomed = start();
  welcomed.around.socket.says(welcome);
  turnAway(welcomed.client, 'forbidden', null);
  assert.equal(welcomed.client.state.kind, 'catching_up');
});
