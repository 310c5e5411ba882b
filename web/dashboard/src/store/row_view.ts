// The rows of a window that pass a test, kept while the window changes: a new row is tested once,
// and another test goes through the rows in slices, from the newest on, so that it never blocks.
import { Deque } from './deque.ts';
import type { Row, RowTest } from './row.ts';

export class RowView {
  // Messages that pass; notices always do and are not counted, so that a filter hides no gap.
  matching = 0;
  #test: RowTest | null = null;
  #found = new Deque<number>();
  // Rows above this index have been tested.
  #scanAt: number;
  readonly #rows: Deque<Row>;

  constructor(
    rows: Deque<Row>,
    test: RowTest | null,
  ) {
    this.#rows = rows;
    this.#scanAt = rows.first - 1;
    this.setTest(test);
  }

  setTest(test: RowTest | null): void {
    this.#test = test;
    this.#found = new Deque();
    this.matching = 0;
    this.#scanAt = test ? this.#rows.end - 1 : this.#rows.first - 1;
  }

  get filtered(): boolean {
    return this.#test !== null;
  }

  // Rows that are still to be tested.
  get unscanned(): number {
    return Math.max(0, this.#scanAt - this.#rows.first + 1);
  }

  // Places in the view: like indices they belong to a row for as long as it is here.
  get first(): number {
    return this.#test ? this.#found.first : this.#rows.first;
  }

  get end(): number {
    return this.#test ? this.#found.end : this.#rows.end;
  }

  get length(): number {
    return this.end - this.first;
  }

  indexAt(place: number): number | undefined {
    return this.#test ? this.#found.at(place) : place;
  }

  rowAt(place: number): Row | undefined {
    const index = this.indexAt(place);
    return index === undefined ? undefined : this.#rows.at(index);
  }

  // The place of the row with this index, or of the next newer one.
  placeOf(index: number): number {
    if (!this.#test) return Math.min(Math.max(index, this.#rows.first), this.#rows.end);
    let [low, high] = [this.#found.first, this.#found.end];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if ((this.#found.at(middle) as number) < index) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  shows(index: number): boolean {
    return this.indexAt(this.placeOf(index)) === index;
  }

  // Tests until the time has come; true: there is more to do. The clock is looked at for each row,
  // as one may be a megabyte.
  scan(until: number, clock: () => number): boolean {
    const test = this.#test;
    if (!test) return false;
    while (this.#scanAt >= this.#rows.first) {
      const index = this.#scanAt--;
      if (this.#passes(this.#rows.at(index) as Row)) this.#found.pushFront(index);
      if (clock() >= until) return this.unscanned > 0;
    }
    return false;
  }

  appended(index: number, row: Row, known?: boolean): void {
    if (this.#test && (known ? this.#counts(row) : this.#passes(row, known))) this.#found.pushBack(index);
  }

  prepended(index: number, row: Row): void {
    if (!this.#test) return;
    // While rows above it wait to be tested, it waits with them.
    if (this.#scanAt > index) return;
    if (this.#passes(row)) this.#found.pushFront(index);
    this.#scanAt = index - 1;
  }

  dropped(index: number, row: Row, end: 'old' | 'new'): void {
    if (!this.#test) return;
    const edge = end === 'old' ? this.#found.first : this.#found.end - 1;
    if (this.#found.at(edge) === index) {
      if (end === 'old') this.#found.popFront();
      else this.#found.popBack();
      if (row.kind === 'message') this.matching--;
    }
    if (end === 'new' && this.#scanAt >= index) this.#scanAt = index - 1;
  }

  #passes(row: Row, known?: boolean): boolean {
    if (row.kind === 'notice') return true;
    if (known === false || !this.#test?.(row)) return false;
    return this.#counts(row);
  }

  #counts(row: Row): boolean {
    if (row.kind === 'message') this.matching++;
    return true;
  }
}
