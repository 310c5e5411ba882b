// Every message that this page has received and where it can be read: the window that follows the
// hub, and another one that stands still while a person reads. The client gives each message once
// and tells what is missing.
import type { Gap } from 'crier-client';
import type { Message } from '../message.ts';
import { Ledger } from './ledger.ts';
import { compile, effective, type FilterTerms, noTerms } from './message_filter.ts';
import { messageRow, type Notice, noticeRow, type Position, type RowTest } from './row.ts';
import { type RowLimits, RowWindow } from './row_window.ts';

export const defaultLimits: RowLimits = { rows: 100_000, bytes: 64 * 1024 * 1024 };

// Why the table stands still: it was told to, it is scrolled, a row is selected, the pointer is down.
export type Hold = 'paused' | 'scrolled' | 'selected' | 'pressed';

export class MessageStore {
  readonly ledger = new Ledger();
  terms: FilterTerms = noTerms;
  // The history that the hub has now. Its rows stay when another one begins.
  epoch: string | null = null;
  lastOffset = 0;
  // Other views want each message too.
  readonly onAdded: ((message: Message, arrivedAt: number) => void)[] = [];
  // The hub's own messages are shown, which a filter that doesn't begin with `$` never matches.
  showsOwn = false;

  #live: RowWindow;
  // Those messages, or while they are shown all others.
  #aside: RowWindow;
  #held: RowWindow | null = null;
  // The held window begins there, elsewhere in the history: the live one doesn't go on where it ends.
  #apartAt: Position | null = null;
  readonly #holds = new Set<Hold>();
  #test: RowTest | null = null;
  readonly #limits: RowLimits;

  constructor(limits: RowLimits = defaultLimits) {
    this.#limits = limits;
    this.#live = new RowWindow(limits);
    this.#aside = new RowWindow(limits);
  }

  // What the table shows.
  get shown(): RowWindow {
    return this.#held ?? this.#live;
  }

  get following(): boolean {
    return this.#held === null;
  }

  get paused(): boolean {
    return this.#holds.has('paused');
  }

  // Messages that have come since the table was stopped, and how many of them had to be let go.
  get waiting(): number {
    if (!this.#held) return 0;
    if (this.#apartAt) return Math.max(0, this.lastOffset - this.#apartAt.offset);
    return this.#live.messages + this.#live.droppedOld;
  }

  get letGo(): number {
    return this.#held ? this.#live.droppedOld : 0;
  }

  add(message: Message, arrivedAt: number, fresh: boolean): void {
    this.lastOffset = message.offset;
    const skipped = this.ledger.add(message);
    if (skipped) this.notice({ kind: 'skipped', source: message.source, ...skipped }, arrivedAt);
    this.addRow(message, arrivedAt, fresh, false);
    for (const listener of this.onAdded) listener(message, arrivedAt);
  }

  // A row that the ledger doesn't count. `own`: the hub itself says it, on its own topics, and is no
  // publisher.
  addRow(message: Message, arrivedAt: number, fresh: boolean, own: boolean): void {
    const window = own === this.showsOwn ? this.#live : this.#aside;
    window.append(messageRow(message, this.epoch ?? '', arrivedAt, fresh));
  }

  addGap(gap: Gap, now: number): void {
    switch (gap.reason) {
      case 'missed':
        this.ledger.missingOnTopics++;
        this.notice({ kind: 'missing', topic: gap.topic, offset: gap.prev }, now);
        return;
      case 'epoch_changed':
        this.lastOffset = Math.max(0, gap.before - 1);
        this.notice({ kind: 'new_epoch', epoch: gap.epoch }, now);
        break;
      case 'expired':
        this.ledger.expired += Math.max(0, gap.before - 1 - gap.after);
        this.notice({ kind: 'expired', after: gap.after, before: gap.before }, now);
    }
    this.ledger.beginNumbersAnew();
  }

  // The page may see other topics from now on, and its sources' numbers go on elsewhere.
  changeRights(): void {
    this.ledger.seesEverything = null;
    this.ledger.beginNumbersAnew();
  }

  notice(notice: Notice, now: number): void {
    for (const window of [this.#live, this.#aside]) window.append(noticeRow(notice, now));
  }

  hold(why: Hold): void {
    if (this.#holds.size === 0) {
      this.#held = this.#live;
      this.#apartAt = null;
      this.#live = this.#waitingRoom();
    }
    this.#holds.add(why);
  }

  isHeld(why: Hold): boolean {
    return this.#holds.has(why);
  }

  // Shows the history from there down, to be filled by who asks for it.
  holdApart(why: Hold, at: Position): RowWindow {
    this.hold(why);
    this.#apartAt = at;
    this.#held = new RowWindow(this.#limits, this.#test);
    return this.#held;
  }

  // Returns how many rows joined those that were shown, or null where others took their place.
  release(...whys: Hold[]): number | null {
    for (const why of whys) this.#holds.delete(why);
    const held = this.#held;
    const live = this.#live;
    if (this.#holds.size > 0 || !held) return 0;
    this.#held = null;
    const goesOn = !this.#apartAt && live.droppedOld === 0 && held.droppedNew === 0;
    if (!goesOn) {
      live.limits = this.#limits;
      return null;
    }
    const { rows, view } = live;
    const tested = view.filtered && view.unscanned === 0;
    const before = held.view.end;
    for (let index = rows.first; index < rows.end; index++) {
      const row = rows.at(index);
      if (row) held.append(row, tested ? view.shows(index) : undefined);
    }
    this.#live = held;
    return held.view.end - before;
  }

  setFilter(terms: FilterTerms): void {
    const before = effective(this.terms);
    const after = effective(terms);
    this.terms = terms;
    if (before.topic === after.topic && before.source === after.source && before.text === after.text) return;
    this.#test = compile(terms);
    if (after.topic.startsWith('$') !== this.showsOwn) this.#changeSides();
    this.#live.setTest(this.#test);
    this.#held?.setTest(this.#test);
  }

  get filtered(): boolean {
    return this.#test !== null;
  }

  // Tests rows against a new filter for at most so long; true: there is more to do.
  work(budgetMs: number, clock: () => number = () => performance.now()): boolean {
    const until = clock() + budgetMs;
    return this.shown.view.scan(until, clock) || (this.#live !== this.shown && this.#live.view.scan(until, clock));
  }

  newestShown(): Position | null {
    return (this.#held && this.#apartAt) ?? this.shown.newest();
  }

  // What was held is of the other side, and so is a place in the history.
  #changeSides(): void {
    const { paused } = this;
    if (this.#held) {
      this.release(...this.#holds);
      this.#live.limits = this.#limits;
    }
    this.showsOwn = !this.showsOwn;
    [this.#live, this.#aside] = [this.#aside, this.#live];
    this.#aside.setTest(null);
    if (paused) this.hold('paused');
  }

  // What waits may cost half of what is shown.
  #waitingRoom(): RowWindow {
    const { rows, bytes } = this.#limits;
    return new RowWindow({ rows: Math.ceil(rows / 2), bytes: Math.ceil(bytes / 2) }, this.#test);
  }
}
