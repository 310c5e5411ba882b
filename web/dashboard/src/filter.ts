// The text filter over source, topic and message.
import type { Row } from './feed.ts';
import type { Message, Payload } from './message.ts';

export interface Filtered {
  // Oldest first, as they were given.
  rows: Row[];
  // Messages alone; notices are always shown, so that a filter never hides a gap.
  matching: number;
  total: number;
}

export class RowFilter {
  text = '';
  private wanted = '';
  // Each row is searched once for each filter, not once for each frame.
  private known = new WeakMap<Row, boolean>();

  set(text: string): void {
    this.text = text;
    const wanted = text.trim().toLowerCase();
    if (wanted === this.wanted) return;
    this.wanted = wanted;
    this.known = new WeakMap();
  }

  get active(): boolean {
    return this.wanted !== '';
  }

  apply(rows: readonly Row[]): Filtered {
    const kept: Row[] = [];
    let matching = 0;
    let total = 0;
    for (const row of rows) {
      if (row.kind === 'message') {
        total++;
        if (!this.accepts(row, row.message)) continue;
        matching++;
      }
      kept.push(row);
    }
    return { rows: kept, matching, total };
  }

  private accepts(row: Row, message: Message): boolean {
    if (!this.active) return true;
    let accepted = this.known.get(row);
    if (accepted === undefined) {
      accepted = [message.topic, message.source, searchable(message.payload)].some((text) =>
        text.toLowerCase().includes(this.wanted),
      );
      this.known.set(row, accepted);
    }
    return accepted;
  }
}

function searchable(payload: Payload): string {
  switch (payload.kind) {
    case 'text':
      return payload.text;
    case 'json':
      return payload.source;
    case 'binary':
      // Searching bytes as text would find things that nobody sees on the page.
      return '';
  }
}
