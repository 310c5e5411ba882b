// A client in surroundings that a test makes up.
import assert from 'node:assert/strict';
import { Client, type CrierError, type Gap, type Message, type Options, type State } from '../src/index.ts';
import { FakeSurroundings } from './fake_surroundings.ts';

export function start(options: Options = {}) {
  const around = new FakeSurroundings();
  const { WebSocket, random } = around;
  const client = new Client('ws://hub/ws', { WebSocket, clock: around, random, ...options });
  const states: State[] = [];
  const messages: Message[] = [];
  const gaps: Gap[] = [];
  const errors: CrierError[] = [];
  client.on('state', (state) => states.push(state));
  client.on('message', (message) => messages.push(message));
  client.on('gap', (gap) => gaps.push(gap));
  client.on('error', (error) => errors.push(error));
  client.open();
  return { around, client, states, messages, gaps, errors };
}

export const welcome = (epoch = 'e1', offset = 0) => ({
  type: 'welcome', hub: 'h', version: '1', epoch, offset, ping_s: 25,
});

export const message = (offset: number, topic = 't', prev = offset - 1) => ({
  type: 'message',
  topic,
  offset,
  prev,
  time: '2026-11-22T20:11:00Z',
  source: 's',
  seq: 0,
  delta_ms: null,
  data: 'x',
});

// A client that has been brought up to offset 7 and follows live.
export function startLive(options: Options = {}) {
  const it = start(options);
  it.around.socket.says(welcome('e1', 7));
  it.around.socket.says({ type: 'live', offset: 7 });
  assert.equal(kind(it.client), 'live');
  return it;
}

// Not read in place, where the compiler would take one assertion's answer for the next one's.
export const kind = (client: Client): string => client.state.kind;

export function reconnecting({ state }: Client) {
  assert.equal(state.kind, 'reconnecting');
  return state as Extract<State, { kind: 'reconnecting' }>;
}

export function refused({ state }: Client) {
  assert.equal(state.kind, 'refused');
  return state as Extract<State, { kind: 'refused' }>;
}

export const waitMs = (it: { client: Client; around: FakeSurroundings }): number =>
  (reconnecting(it.client).nextTryAt ?? 0) - it.around.now();

// What a promise that is due came to; it is a mistake to ask while it may still wait.
export const codeOf = (promise: Promise<unknown>): Promise<string> =>
  promise.then(
    (value) => `no error but ${String(value)}`,
    (error: CrierError) => error.code,
  );
