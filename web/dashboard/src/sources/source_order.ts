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
  readonly #book: SourceBook;

  constructor(book: SourceBook) {
    this.#book = book;
  }

  list(order: Order, search: string, judged: boolean, now: number): Listed {
    const wanted = `${order.column} ${order.descending} ${judged} ${search}`;
    const fresh = now - this.#at < restMs && now >= this.#at && this.#size === this.#book.size;
    if (this.#listed && this.#for === wanted && fresh) return this.#listed;
    this.#for = wanted;
    this.#at = now;
    this.#size = this.#book.size;
    this.#listed = this.#sorted(order, search.trim().toLowerCase(), judged, now);
    return this.#listed;
  }

  #sorted(order: Order, search: string, judged: boolean, now: number): Listed {
    const rows: { source: Source; key: number }[] = [];
    const listed: Listed = { sources: [], online: 0, offline: 0, late: 0 };
    for (const source of this.#book.sources) {
      const late = judged ? this.#book.lateBy(source, now) : 0;
      if (source.presence === 'online') listed.online++;
      if (source.presence === 'offline') listed.offline++;
      if (late > 0) listed.late++;
      if (search && !source.name.toLowerCase().includes(search)) continue;
      rows.push({ source, key: this.#key(source, order.column, late, now) });
    }
    const sign = order.descending ? -1 : 1;
    const byName = order.column === 'name' ? sign : 1;
    rows.sort((a, b) => sign * (a.key - b.key) || byName * naturalOrder(a.source.name, b.source.name));
    listed.sources = rows.map(({ source }) => source);
    return listed;
  }

  // What isn't known sorts last when ascending.
  #key(source: Source, column: Column, late: number, now: number): number {
    const least = Number.MAX_VALUE;
    switch (column) {
      case 'state':
        return late > 0 ? -late : { offline: 1, online: 2, unknown: 3 }[source.presence];
      case 'name':
        return 0;
      case 'since':
        return source.since ?? least;
      case 'heard':
        return this.#book.silence(source, now) ?? least;
      case 'rate':
        return this.#book.rate(source, now);
      case 'delta':
        return source.deltaMs ?? least;
      case 'count':
        return source.count;
    }
  }
}
