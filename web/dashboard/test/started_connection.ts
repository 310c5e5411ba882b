// A connection of the page's, begun in surroundings that a test makes up.
import assert from 'node:assert/strict';
import { Connection } from '../src/connection.ts';
import type { ConnectionState } from '../src/connection_state.ts';
import type { ServerMessage } from '../src/protocol.ts';
import { FakeSurroundings } from './fake_surroundings.ts';

export function start(token: string | null = null) {
  const around = new FakeSurroundings();
  const states: ConnectionState[] = [];
  const messages: ServerMessage[] = [];
  const unanswered: number[] = [];
  const listener = {
    onState: (state: ConnectionState) => states.push(state),
    onMessage: (message: ServerMessage) => messages.push(message),
    onUnanswered: () => unanswered.push(around.now()),
  };
  const connection = new Connection(around, listener, token);
  connection.start();
  return { around, states, messages, unanswered, connection };
}

export const welcome = (epoch = 'e1', offset = 0) => ({
  type: 'welcome', hub: 'h', version: '1', epoch, offset, ping_s: 25,
});

export const message = (offset: number) => ({
  type: 'message',
  topic: 't',
  offset,
  prev: offset - 1,
  time: '2026-11-22T20:11:00Z',
  source: 's',
  seq: 0,
  delta_ms: null,
  data: 'x',
});

// A page that has been brought up to offset 7 and follows live.
export function startLive(epoch = 'e1', token: string | null = null) {
  const it = start(token);
  it.around.socket.says(welcome(epoch, 7));
  it.around.socket.says({ type: 'live', offset: 7 });
  assert.equal(kind(it.connection), 'live');
  return it;
}

// Not read in place, where the compiler would take one assertion's answer for the next one's.
export const kind = (connection: Connection): string => connection.state.kind;

export function reconnecting(state: ConnectionState) {
  assert.equal(state.kind, 'reconnecting');
  return state as Extract<ConnectionState, { kind: 'reconnecting' }>;
}
