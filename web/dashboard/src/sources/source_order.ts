// Which sources the table shows, and in which order. Sorted at most once a second, so that rows
// don't run away from under the pointer, and thousands cost little.
import { naturalOrder } from '../measure/natural_order.ts';
import type { Source, SourceBook } from './source_book.ts';

export type Column = 'state' | 'name' | 'since' | 'heard' | 'rate' | 'delta' | 'count';

export interface Order {
  column: Column;
  descending: boolean;
}

export interface Listed {
  sources: Source[];
  online: number;
  offline: number;
  late: number;
}

const restMs = 1000;

export class SourceOrder {
  #listed: Listed | null = null;
  #for = '';
  #at = -Infinity;
  #size = -1;
  #book: SourceBook | null = null;

  list(book: SourceBook, order: Order, search: string, judged: boolean, now: number): Listed {
    const wanted = `${order.column} ${order.descending} ${judged} ${search}`;
    const same = this.#for === wanted && this.#book === book && this.#size === book.size;
    if (this.#listed && same && now - this.#at < restMs && now >= this.#at) return this.#listed;
    this.#for = wanted;
    this.#at = now;
    this.#book = book;
    this.#size = book.size;
    this.#listed = sorted(book, order, search.trim().toLowerCase(), judged, now);
    return this.#listed;
  }
}

function sorted(book: SourceBook, order: Order, search: string, judged: boolean, now: number): Listed {
  const rows: { source: Source; key: number }[] = [];
  const listed: Listed = { sources: [], online: 0, offline: 0, late: 0 };
  for (const source of book.sources) {
    const late = judged ? book.lateBy(source, now) : 0;
    if (source.presence === 'online') listed.online++;
    if (source.presence === 'offline') listed.offline++;
    if (late > 0) listed.late++;
    if (search && !source.name.toLowerCase().includes(search)) continue;
    rows.push({ source, key: keyOf(book, source, order.column, late, now) });
  }
  const sign = order.descending ? -1 : 1;
  const byName = order.column === 'name' ? sign : 1;
  rows.sort((a, b) => sign * (a.key - b.key) || byName * naturalOrder(a.source.name, b.source.name));
  listed.sources = rows.map(({ source }) => source);
  return listed;
}

// What isn't known sorts last when ascending.
function keyOf(book: SourceBook, source: Source, column: Column, late: number, now: number): number {
  const least = Number.MAX_VALUE;
  switch (column) {
    case 'state':
      return late > 0 ? -late : { offline: 1, online: 2, unknown: 3 }[source.presence];
    case 'name':
      return 0;
    case 'since':
      return source.since ?? least;
    case 'heard':
      return book.silence(source, now) ?? least;
    case 'rate':
      return book.rate(source, now);
    case 'delta':
      return source.deltaMs ?? least;
    case 'count':
      return source.count;
  }
}
