// What the page shows: a bounded list of messages and notices in the order of their arrival, standing
// still while paused.
import type { Gap } from 'crier-client';
import type { Message } from './message.ts';
import { SourceHues } from './source_hues.ts';

export type Notice =
  | { kind: 'expired'; after: number; before: number }
  | { kind: 'new_epoch'; epoch: string }
  | { kind: 'missing'; topic: string; offset: number }
  | { kind: 'unreadable'; reason: string }
  | { kind: 'error'; code: string; message: string };

export type Row =
  | {
      key: number;
      kind: 'message';
      message: Message;
      arrivedAt: number;
      // It came live and not out of the history.
      fresh: boolean;
      hue: number;
      size: number;
    }
  | { key: number; kind: 'notice'; notice: Notice; arrivedAt: number; size: number };

export interface FeedLimits {
  rowsMax: number;
  // Characters and bytes of payload kept: 2000 rows of 1 MiB would take the tab down.
  sizeMax: number;
}

export const defaultLimits: FeedLimits = { rowsMax: 2000, sizeMax: 32 * 1024 * 1024 };

// Rows that hold no text still cost something.
const rowSize = 200;

export class Feed {
  // Oldest first.
  rows: Row[] = [];
  received = 0;
  // Rows given up at the old end to stay within the limits.
  dropped = 0;
  missing = 0;

  private frozen: { rows: Row[]; received: number } | null = null;
  private size = 0;
  private nextKey = 1;
  private hues = new SourceHues();

  constructor(private readonly limits: FeedLimits = defaultLimits) {}

  get paused(): boolean {
    return this.frozen !== null;
  }

  // What the table shows now, and how many messages have come since it was stopped.
  get shown(): readonly Row[] {
    return this.frozen ? this.frozen.rows : this.rows;
  }

  get waiting(): number {
    return this.frozen ? this.received - this.frozen.received : 0;
  }

  pause(): void {
    this.frozen ??= { rows: this.rows.slice(), received: this.received };
  }

  resume(): void {
    this.frozen = null;
  }

  add(message: Message, now: number, fresh: boolean): void {
    this.received++;
    const key = this.nextKey++;
    const hue = this.hues.of(message.source);
    const size = sizeOf(message);
    this.push({ key, kind: 'message', message, arrivedAt: now, fresh, hue, size });
  }

  addGap(gap: Gap, now: number): void {
    switch (gap.reason) {
      case 'missed':
        this.missing++;
        this.notice({ kind: 'missing', topic: gap.topic, offset: gap.prev }, now);
        break;
      case 'epoch_changed':
        this.notice({ kind: 'new_epoch', epoch: gap.epoch }, now);
        break;
      case 'expired':
        this.notice({ kind: 'expired', after: gap.after, before: gap.before }, now);
    }
  }

  notice(notice: Notice, now: number): void {
    this.push({ key: this.nextKey++, kind: 'notice', notice, arrivedAt: now, size: rowSize });
  }

  private push(row: Row): void {
    this.rows.push(row);
    this.size += row.size;
    let drop = 0;
    while (
      this.rows.length - drop > this.limits.rowsMax ||
      (this.size > this.limits.sizeMax && this.rows.length - drop > 1)
    ) {
      this.size -= (this.rows[drop] as Row).size;
      drop++;
    }
    if (drop > 0) {
      this.rows.splice(0, drop);
      this.dropped += drop;
    }
  }
}

function sizeOf({ payload, topic }: Message): number {
  const size =
    payload.kind === 'text'
      ? payload.text.length
      : payload.kind === 'json'
        ? payload.source.length
        : payload.bytes.length;
  return rowSize + topic.length + size;
}
