// The hub's WebSocket messages, checked: whatever arrives becomes one member of `ServerMessage`.
// Nothing from the network is used unchecked, and a message that can't be read is an error like those
// of the hub, never an exception.
export interface Message {
  type: 'message';
  topic: string;
  offset: number;
  /** The offset of the message before it on its topic. */
  prev: number;
  /** Where to resume after it: `EPOCH:OFFSET`. */
  position: string;
  /** When the hub accepted it; when its publisher says that it sent it. ISO 8601, to the microsecond. */
  time: string;
  sent: string | null;
  source: string;
  seq: number;
  /** Since the message before it on its topic, by the hub's clock. */
  deltaMs: number | null;
  /** A string for text, bytes for binary, else the JSON value. */
  data: unknown;
}

export interface Welcome {
  type: 'welcome';
  hub: string;
  version: string;
  epoch: string;
  offset: number;
  heartbeatMs: number | null;
}

export interface ToldGap {
  type: 'gap';
  after: number;
  before: number;
  reason: string;
}

export type ServerMessage =
  | Welcome
  | Message
  | ToldGap
  | { type: 'live'; offset: number }
  | { type: 'heartbeat'; offset: number }
  | { type: 'drain'; reconnectMs: number }
  // `sentAt`: when it was asked for, by this client's clock.
  | { type: 'pong'; time: string; sentAt?: number }
  | { type: 'published'; id: unknown; offset: number }
  | { type: 'error'; id: unknown; code: string; message: string }
  // Answers without content, and types of hubs newer than this client: signs of life.
  | { type: 'other'; name: string };

type Fields = Record<string, unknown>;

// `epoch`: that of the connection.
export function parseServerMessage(text: string, epoch: string): ServerMessage {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null) throw new TypeError('not a JSON object');
    return parseFields(value as Fields, epoch);
  } catch (problem) {
    return unreadable((problem as Error).message);
  }
}

export function unreadable(why: string): ServerMessage {
  return { type: 'error', id: null, code: 'unreadable', message: why };
}

function parseFields(fields: Fields, epoch: string): ServerMessage {
  const type = textField(fields, 'type');
  switch (type) {
    case 'welcome':
      return {
        type,
        hub: textField(fields, 'hub'),
        version: textField(fields, 'version'),
        epoch: textField(fields, 'epoch'),
        offset: countField(fields, 'offset'),
        heartbeatMs: 'heartbeat_s' in fields ? numberField(fields, 'heartbeat_s') * 1000 : null,
      };
    case 'message':
      return messageOf(fields, epoch);
    case 'gap':
      return {
        type,
        after: countField(fields, 'after'),
        before: countField(fields, 'before'),
        reason: textField(fields, 'reason'),
      };
    case 'live':
    case 'heartbeat':
      return { type, offset: countField(fields, 'offset') };
    case 'drain':
      return { type, reconnectMs: countField(fields, 'reconnect_ms') };
    case 'pong':
      return { type, time: textField(fields, 'time') };
    case 'published':
      return { type, id: fields['id'], offset: countField(fields, 'offset') };
    case 'error':
      return { type, id: fields['id'], code: textField(fields, 'code'), message: textField(fields, 'message') };
    default:
      return { type: 'other', name: type };
  }
}

function messageOf(fields: Fields, epoch: string): Message {
  const offset = countField(fields, 'offset');
  return {
    type: 'message',
    topic: textField(fields, 'topic'),
    offset,
    prev: countField(fields, 'prev'),
    position: `${epoch}:${offset}`,
    time: textField(fields, 'time'),
    sent: 'sent' in fields ? textField(fields, 'sent') : null,
    source: textField(fields, 'source'),
    seq: numberField(fields, 'seq'),
    deltaMs: fields['delta_ms'] === null ? null : numberField(fields, 'delta_ms'),
    data: dataOf(fields),
  };
}

function dataOf(fields: Fields): unknown {
  if ('data' in fields) return fields['data'];
  const binary = atob(textField(fields, 'data_base64'));
  return Uint8Array.from(binary, (char) => char.charCodeAt(0));
}

function fieldThat<T>(isRight: (value: unknown) => boolean, kind: string) {
  return (fields: Fields, name: string): T => {
    const value = fields[name];
    if (!isRight(value)) throw new TypeError(`${name} is not a ${kind}`);
    return value as T;
  };
}

const textField = fieldThat<string>((value) => typeof value === 'string', 'string');
const numberField = fieldThat<number>(Number.isFinite, 'number');
// Offsets above 2^53 could not be told from their neighbours, so they count as unreadable.
const countField = fieldThat<number>((value) => Number.isSafeInteger(value) && (value as number) >= 0, 'whole number');
