// Messages as the hub would send them, for models that are told of them.
import type { Message, Payload } from '../src/message.ts';

export const hubStart = Date.UTC(2026, 10, 22, 20, 11);

let offset = 0;

export function heard(
  source: string,
  atMs: number,
  fields: Partial<Message> & { text?: string; json?: unknown } = {},
): Message {
  const { text = 'Hello world', json, ...rest } = fields;
  const payload: Payload =
    json === undefined ? { kind: 'text', text } : { kind: 'json', source: JSON.stringify(json) };
  return {
    topic: `hello/${source}`,
    offset: ++offset,
    prev: 0,
    time: hubTimeText(atMs),
    sent: null,
    source,
    seq: 0,
    deltaMs: null,
    payload,
    ...rest,
  } as Message;
}

// With microseconds, as the hub writes them.
export function hubTimeText(ms: number): string {
  const whole = Math.floor(ms);
  const micros = Math.round((ms - whole) * 1000);
  return `${new Date(whole).toISOString().slice(0, -1)}${String(micros).padStart(3, '0')}Z`;
}
