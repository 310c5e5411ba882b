// Messages for tests, each with only what the test is about.
import type { Message } from '../src/message.ts';
import { MessageStore } from '../src/store/message_store.ts';

export const now = Date.UTC(2026, 10, 22);

export function message(offset: number, given: Partial<Message> = {}): Message {
  return {
    topic: 'hello/alice',
    offset,
    prev: 0,
    time: '2026-11-22T20:11:00.123456Z',
    sent: null,
    source: 'alice',
    seq: 0,
    deltaMs: null,
    payload: { kind: 'text', text: 'Hello world' },
    ...given,
  };
}

export const text = (value: string) => ({ kind: 'text', text: value }) as const;

// The first `count` messages of one topic.
export function fill(store: MessageStore, count: number, from = 1): void {
  for (let offset = from; offset < from + count; offset++) {
    store.add(message(offset, { prev: offset - 1, payload: text(`number ${offset}`) }), now, true);
  }
}

// Newest first, as the table shows them: messages by their offsets, notices by their kinds.
export function shown(store: MessageStore): (number | string)[] {
  const { view } = store.shown;
  const rows: (number | string)[] = [];
  for (let place = view.end - 1; place >= view.first; place--) {
    const row = view.rowAt(place);
    if (row) rows.push(row.kind === 'message' ? row.message.offset : row.notice.kind);
  }
  return rows;
}
