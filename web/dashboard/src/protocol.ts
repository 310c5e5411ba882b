// The hub's WebSocket messages, checked: whatever arrives becomes one member of `ServerMessage`.
// Nothing from the network is used unchecked, and a message that this page can't read is a value
// that says why, never an exception.
import { memberSource } from './json_text.ts';

export type Payload =
  | { kind: 'text'; text: string }
  // JSON keeps the hub's own characters: parsing would round long numbers.
  | { kind: 'json'; source: string }
  | { kind: 'binary'; bytes: Uint8Array };

export interface Message {
  type: 'message';
  topic: string;
  offset: number;
  prev: number;
  time: string;
  sent: string | null;
  source: string;
  deltaMs: number | null;
  payload: Payload;
}

export interface Welcome {
  type: 'welcome';
  hub: string;
  version: string;
  epoch: string;
  offset: number;
  heartbeatMs: number | null;
}

export interface Gap {
  type: 'gap';
  after: number;
  before: number;
  reason: string;
}

export type ServerMessage =
  | Welcome
  | Message
  | Gap
  | { type: 'live'; offset: number }
  | { type: 'heartbeat'; offset: number }
  | { type: 'drain'; reconnectMs: number }
  | { type: 'error'; code: string; message: string }
  // Answers to requests, and types of hubs newer than this page: a sign of life, nothing more.
  | { type: 'other'; name: string }
  | { type: 'unreadable'; reason: string };

type Fields = Record<string, unknown>;

class Unreadable extends Error {}

export function parseServerMessage(text: string): ServerMessage {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { type: 'unreadable', reason: 'not JSON' };
  }
  if (!isFields(value)) return { type: 'unreadable', reason: 'not a JSON object' };
  try {
    return parseFields(value, text);
  } catch (problem) {
    if (problem instanceof Unreadable) return { type: 'unreadable', reason: problem.message };
    throw problem;
  }
}

function parseFields(fields: Fields, text: string): ServerMessage {
  const type = stringField(fields, 'type');
  switch (type) {
    case 'welcome':
      return {
        type,
        hub: stringField(fields, 'hub'),
        version: stringField(fields, 'version'),
        epoch: stringField(fields, 'epoch'),
        offset: countField(fields, 'offset'),
        heartbeatMs: 'heartbeat_s' in fields ? numberField(fields, 'heartbeat_s') * 1000 : null,
      };
    case 'message':
      return {
        type,
        topic: stringField(fields, 'topic'),
        offset: countField(fields, 'offset'),
        prev: countField(fields, 'prev'),
        time: timeField(fields, 'time'),
        sent: 'sent' in fields ? timeField(fields, 'sent') : null,
        source: stringField(fields, 'source'),
        deltaMs: fields['delta_ms'] === null ? null : numberField(fields, 'delta_ms'),
        payload: payloadOf(fields, text),
      };
    case 'gap':
      return {
        type,
        after: countField(fields, 'after'),
        before: countField(fields, 'before'),
        reason: stringField(fields, 'reason'),
      };
    case 'live':
    case 'heartbeat':
      return { type, offset: countField(fields, 'offset') };
    case 'drain':
      return { type, reconnectMs: countField(fields, 'reconnect_ms') };
    case 'error':
      return { type, code: stringField(fields, 'code'), message: stringField(fields, 'message') };
    default:
      return { type: 'other', name: type };
  }
}

function payloadOf(fields: Fields, text: string): Payload {
  if ('data_base64' in fields) {
    try {
      const binary = atob(stringField(fields, 'data_base64'));
      return { kind: 'binary', bytes: Uint8Array.from(binary, (char) => char.charCodeAt(0)) };
    } catch (problem) {
      if (problem instanceof Unreadable) throw problem;
      throw new Unreadable('data_base64 is not base64');
    }
  }
  if (!('data' in fields)) throw new Unreadable('data is missing');
  const data = fields['data'];
  if (typeof data === 'string') return { kind: 'text', text: data };
  return { kind: 'json', source: memberSource(text, 'data') ?? JSON.stringify(data) };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function stringField(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string') throw new Unreadable(`${name} is not a string`);
  return value;
}

function numberField(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new Unreadable(`${name} is not a number`);
  }
  return value;
}

// Offsets above 2^53 could not be told from their neighbours, so they count as unreadable.
function countField(fields: Fields, name: string): number {
  const value = fields[name];
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) {
    throw new Unreadable(`${name} is not a whole number`);
  }
  return value;
}

function timeField(fields: Fields, name: string): string {
  const value = stringField(fields, name);
  if (Number.isNaN(Date.parse(value))) throw new Unreadable(`${name} is not a time`);
  return value;
}
