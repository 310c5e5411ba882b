// What a table shows one below the other: messages, and notices in the places where something
// happened between them.
import type { Message } from '../message.ts';

export type Notice =
  | { kind: 'expired'; after: number; before: number }
  | { kind: 'new_epoch'; epoch: string }
  | { kind: 'missing'; topic: string; offset: number }
  // Not in a recording, whether it was lost or left out.
  | { kind: 'unrecorded'; topic: string; offset: number }
  | { kind: 'skipped'; source: string; first: number; last: number }
  | { kind: 'unreadable'; reason: string }
  | { kind: 'error'; code: string; message: string };

export interface MessageRow {
  kind: 'message';
  message: Message;
  epoch: string;
  arrivedAt: number;
  // It came live and not out of the history.
  fresh: boolean;
  size: number;
}

export interface NoticeRow {
  kind: 'notice';
  notice: Notice;
  arrivedAt: number;
  size: number;
}

export type Row = MessageRow | NoticeRow;
export type RowTest = (row: MessageRow) => boolean;

export interface Position {
  epoch: string;
  offset: number;
}

// What a row costs beside its texts: its objects, its two times, its place in the list.
const rowSize = 400;

export function messageRow(message: Message, epoch: string, arrivedAt: number, fresh: boolean): MessageRow {
  return { kind: 'message', message, epoch, arrivedAt, fresh, size: sizeOf(message) };
}

export function noticeRow(notice: Notice, arrivedAt: number): NoticeRow {
  return { kind: 'notice', notice, arrivedAt, size: rowSize };
}

function sizeOf({ payload, topic, source }: Message): number {
  const size =
    payload.kind === 'text'
      ? payload.text.length
      : payload.kind === 'json'
        ? payload.source.length
        : payload.bytes.length;
  return rowSize + topic.length + source.length + size;
}
