// A part of the history that is here: rows one after the other without a hole, bounded by their
// number and their size. What is over the limit is let go at the other end from where it grows.
import { Deque } from './deque.ts';
import type { MessageRow, Position, Row, RowTest } from './row.ts';
import { RowView } from './row_view.ts';

export interface RowLimits {
  rows: number;
  bytes: number;
}

export class RowWindow {
  readonly rows = new Deque<Row>();
  readonly view: RowView;
  bytes = 0;
  messages = 0;
  // Messages let go at either end.
  droppedOld = 0;
  droppedNew = 0;
  // Rows at and before this index came through the filter of that time: others between them are
  // not here, and another filter has to fetch them anew.
  #sieveEnd: number | null = null;
  #test: RowTest | null;

  constructor(
    public limits: RowLimits,
    test: RowTest | null = null,
  ) {
    this.#test = test;
    this.view = new RowView(this.rows, test);
  }

  // `known`: whether it passes the test, where that is known already.
  append(row: Row, known?: boolean): void {
    this.#count(row, 1);
    this.view.appended(this.rows.pushBack(row), row, known);
    while (this.#over()) this.#dropOldest();
  }

  passes(row: MessageRow): boolean {
    return this.#test === null || this.#test(row);
  }

  // An older row, which passes.
  prepend(row: MessageRow): void {
    if (this.#test) this.#sieveEnd ??= this.rows.first - 1;
    this.#count(row, 1);
    this.view.prepended(this.rows.pushFront(row), row);
    while (this.#over()) this.#dropNewest();
  }

  setTest(test: RowTest | null): void {
    this.#test = test;
    if (this.#sieveEnd !== null) {
      while (this.rows.first <= this.#sieveEnd && this.rows.length > 0) this.#dropOldest();
      this.#sieveEnd = null;
    }
    this.view.setTest(test);
  }

  get sieved(): boolean {
    return this.#sieveEnd !== null;
  }

  oldest(): Position | null {
    return this.#messageFrom(this.rows.first, 1);
  }

  newest(): Position | null {
    return this.#messageFrom(this.rows.end - 1, -1);
  }

  #messageFrom(begin: number, step: number): Position | null {
    for (let index = begin; ; index += step) {
      const row = this.rows.at(index);
      if (!row) return null;
      if (row.kind === 'message') return { epoch: row.epoch, offset: row.message.offset };
    }
  }

  // The newest always stays, however large it is.
  #over(): boolean {
    const { rows, limits } = this;
    return rows.length > 1 && (rows.length > limits.rows || this.bytes > limits.bytes);
  }

  #dropOldest(): void {
    const index = this.rows.first;
    const row = this.rows.popFront() as Row;
    if (row.kind === 'message') this.droppedOld++;
    this.#count(row, -1);
    this.view.dropped(index, row, 'old');
  }

  #dropNewest(): void {
    const index = this.rows.end - 1;
    const row = this.rows.popBack() as Row;
    if (row.kind === 'message') this.droppedNew++;
    this.#count(row, -1);
    this.view.dropped(index, row, 'new');
  }

  #count(row: Row, by: 1 | -1): void {
    this.bytes += by * row.size;
    if (row.kind === 'message') this.messages += by;
  }
}
