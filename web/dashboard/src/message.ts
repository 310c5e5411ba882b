// A message as the page keeps it: what it shows, and JSON with the hub's own digits.
import type { Message as ClientMessage } from 'crier-client';
import { memberSource } from './json_text.ts';

export type Payload =
  | { kind: 'text'; text: string }
  // JSON keeps the hub's own characters: parsing would round long numbers.
  | { kind: 'json'; source: string }
  | { kind: 'binary'; bytes: Uint8Array };

export interface Message {
  topic: string;
  offset: number;
  prev: number;
  time: string;
  sent: string | null;
  source: string;
  // Its publisher's own number for it; 0: none.
  seq: number;
  deltaMs: number | null;
  payload: Payload;
}

// Of the hub's own topics, on which nobody else speaks.
export const isOwn = (topic: string) => topic.startsWith('$hub/');

// `text`: the hub's own.
export function messageOf(message: ClientMessage, text: string): Message {
  const { topic, offset, prev, time, sent, source, seq, deltaMs, data } = message;
  return { topic, offset, prev, time, sent, source, seq, deltaMs, payload: payloadOf(data, text) };
}

function payloadOf(data: unknown, text: string): Payload {
  if (typeof data === 'string') return { kind: 'text', text: data };
  if (data instanceof Uint8Array) return { kind: 'binary', bytes: data };
  return { kind: 'json', source: memberSource(text, 'data') ?? JSON.stringify(data) };
}
