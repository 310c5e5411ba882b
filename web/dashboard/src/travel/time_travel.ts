// Travels in the kept history: shows the table as it was at a moment, goes from there step by step
// or plays on, and comes back to live.
import { withCommas } from '../format.ts';
import type { Clock } from 'crier-client';
import { HistoryProblem, readHistory } from '../history.ts';
import type { Message } from '../message.ts';
import type { HubHttp } from '../hub_http.ts';
import type { LiveController } from '../live/live_controller.ts';
import { type MessageRow, messageRow } from '../store/row.ts';
import type { RowWindow } from '../store/row_window.ts';
import { type KeptRange, keptRange } from './kept_range.ts';
import { type Moment, momentBytes, momentRows, readMoment } from './moment.ts';
import { type PastSources, pastSources } from './past_sources.ts';
import { Playback } from './playback.ts';
import { TimePoints } from './time_points.ts';

// After the last move of the slider; what it passed on its way is not asked for.
export const settledMs = 60;
// What is kept moves on while the page is open.
const rangeAgeMs = 10_000;
// With fewer rows in the table older ones are looked for.
const fewRows = 40;

export class TimeTravel {
  isOpen = false;
  problem: string | null = null;
  readonly playback: Playback;
  #range: KeptRange | null = null;
  #rangeAskedAt = -Infinity;
  #points = new TimePoints();
  // Where the thumb is while its moment is not here yet.
  #target: number | null = null;
  #rows: MessageRow[] = [];
  #past: { at: number; sources: PastSources } | null = null;
  #timer: unknown = null;
  #reading: AbortController | null = null;
  readonly #live: LiveController;
  readonly #history: HubHttp;
  readonly #clock: Clock;
  readonly #changed: () => void;

  constructor(
    live: LiveController,
    history: HubHttp,
    clock: Clock,
    changed: () => void,
  ) {
    this.#live = live;
    this.#history = history;
    this.#clock = clock;
    this.#changed = changed;
    this.playback = new Playback(clock, {
      read: (after, limit, signal) => this.#readOn(after, limit, signal),
      show: (rows) => this.#showMore(rows),
      ended: () => this.toLive(),
      failed: (problem) => this.#failed(problem),
    });
  }

  toggle(): void {
    if (this.isOpen && this.#rows.length > 0) this.toLive();
    this.isOpen = !this.isOpen;
    this.#changed();
  }

  // One step out: to live, then away. False: it wasn't there.
  leave(): boolean {
    if (!this.isOpen) return false;
    if (this.travelling) this.toLive();
    else this.toggle();
    return true;
  }

  get travelling(): boolean {
    return this.#target !== null || this.#live.store.paused;
  }

  get first(): number {
    return this.#range?.oldest ?? 1;
  }

  get last(): number {
    const range = this.#range;
    const { store } = this.#live;
    return Math.max(range?.last ?? 0, range === null || store.epoch === range.epoch ? store.lastOffset : 0, this.first);
  }

  get position(): number {
    return Math.min(this.#target ?? this.#live.at?.offset ?? this.last, this.last);
  }

  // How they were at the moment that the table shows; null: it is live. `changes`: what is known of
  // who came and went, the oldest first.
  sources(changes: readonly Message[]): PastSources | null {
    const { at, store } = this.#live;
    if (!this.isOpen || !at) return null;
    if (this.#past?.at !== at.offset) {
      const rows = this.#rows.length > 0 ? this.#rows : newestRows(store.shown);
      this.#past = { at: at.offset, sources: pastSources(rows.map(({ message }) => message), changes, at.offset) };
    }
    return this.#past.sources;
  }

  timeAt(offset: number): { time: number; exact: boolean } | null {
    return this.#points.at(offset);
  }

  // To be called whenever the page is drawn.
  keepRange(): void {
    const { epoch } = this.#live.store;
    if (!this.isOpen || epoch === null) return;
    this.#notePoint(this.#live.store.shown.rows.at(this.#live.store.shown.rows.end - 1) as MessageRow | undefined);
    const now = this.#clock.now();
    if (now - this.#rangeAskedAt < (this.#range?.epoch === epoch ? rangeAgeMs : 1000)) return;
    this.#rangeAskedAt = now;
    void this.#askRange().catch(() => undefined);
  }

  async #askRange(): Promise<void> {
    const { signal } = new AbortController();
    const before = this.#range;
    this.#range = await keptRange(this.#history);
    const { epoch, oldest, last } = this.#range;
    if (before?.epoch !== epoch) this.#points = new TimePoints();
    if (before?.epoch !== epoch || before.oldest !== oldest) {
      for (const offset of [this.first, last]) {
        const { rows } = await readMoment(this.#history, { epoch, offset }, signal);
        this.#notePoint(rows[rows.length - 1], offset);
      }
    }
    this.#changed();
  }

  // `offset`: one whose own message this page can't see; it was stored about then.
  #notePoint(row: MessageRow | undefined, offset = row?.message?.offset): void {
    if (row?.kind !== 'message' || offset === undefined || row.epoch !== this.#range?.epoch) return;
    this.#points.add(offset, Date.parse(row.message.time));
  }

  step(by: number): void {
    this.moveTo(this.position + by);
  }

  // The right end is live.
  moveTo(wanted: number): void {
    const offset = Math.max(this.first, wanted);
    if (offset >= this.last) {
      this.toLive();
      return;
    }
    this.#stop();
    this.#target = offset;
    this.problem = null;
    this.#timer = this.#clock.setTimeout(() => void this.#arrive(offset), settledMs);
    this.#changed();
  }

  // False: something else was wanted meanwhile, or it can't be shown.
  async #arrive(offset: number): Promise<boolean> {
    const epoch = this.#range?.epoch ?? this.#live.store.epoch;
    if (epoch === null) return false;
    const reading = new AbortController();
    this.#reading = reading;
    try {
      const moment = await readMoment(this.#history, { epoch, offset }, reading.signal);
      if (this.#reading !== reading) return false;
      this.#target = null;
      this.#showMoment(moment, epoch, offset);
      return !moment.gone;
    } catch (problem) {
      if (this.#reading === reading) this.#failed(problem);
      return false;
    }
  }

  #showMoment({ rows, oldest, gone }: Moment, epoch: string, wanted: number): void {
    if (gone) {
      this.#rangeAskedAt = -Infinity;
      this.problem = 'The hub’s history has begun anew: that moment is no longer kept.';
      this.toLive(false);
      return;
    }
    if (this.#range && oldest !== null) this.#range.oldest = Math.max(oldest, this.#range.oldest);
    const expired = oldest !== null && oldest > wanted;
    if (expired) this.problem = `Message ${withCommas(wanted)} has expired. ${withCommas(oldest)} is the oldest that the hub keeps.`;
    this.#show(rows, epoch, expired ? oldest : wanted);
    const { view } = this.#live.store.shown;
    if (view.length < fewRows) this.#live.loadOlder();
  }

  #show(rows: MessageRow[], epoch: string, offset: number): void {
    const live = this.#live;
    const { store, scroller } = live;
    this.#rows = rows;
    live.older.reset();
    live.selected = null;
    const window = store.holdApart('paused', { epoch, offset });
    for (const row of rows) window.append(row);
    if (scroller) scroller.scrollTop = 0;
    this.#notePoint(rows[0]);
    this.#notePoint(rows[rows.length - 1]);
    this.#changed();
  }

  // From where the table stands; from the oldest message where it is live.
  async play(speed: number): Promise<void> {
    const { store } = this.#live;
    const wanted = this.#target ?? (store.paused ? null : this.first);
    this.#stop();
    if (wanted !== null && !(await this.#arrive(wanted))) return;
    this.#rows = newestRows(store.shown);
    const offset = this.#live.at?.offset ?? wanted ?? this.first;
    const known = this.#points.at(offset);
    this.playback.play(speed, offset, known?.exact ? known.time : null);
    this.#changed();
  }

  pause(): void {
    this.playback.pause();
    this.#changed();
  }

  async #readOn(after: number, limit: number, signal: AbortSignal) {
    const epoch = this.#range?.epoch ?? '';
    const rows: MessageRow[] = [];
    let bytes = 0;
    const extent = { after: { epoch, offset: after }, limit, topic: '' };
    for await (const said of readHistory(this.#history, extent, signal)) {
      if (said.type !== 'message') continue;
      const row = messageRow(said.message, epoch, Date.parse(said.message.time), false);
      rows.push(row);
      bytes += row.size;
      if (bytes > momentBytes) return { rows, atEnd: false };
    }
    return { rows, atEnd: rows.length < limit };
  }

  // Who scrolls reads, and who has resumed is elsewhere.
  #showMore(rows: MessageRow[]): boolean {
    const last = rows[rows.length - 1] as MessageRow;
    if (!this.#live.store.paused || (this.#live.scroller?.scrollTop ?? 0) > 0) return false;
    this.#show([...this.#rows, ...rows].slice(-momentRows), last.epoch, last.message.offset);
    return true;
  }

  toLive(forget = true): void {
    this.#stop();
    this.#target = null;
    this.#rows = [];
    this.#past = null;
    if (forget) this.problem = null;
    this.#live.jumpToNewest();
  }

  #stop(): void {
    this.playback.pause();
    this.#clock.clearTimeout(this.#timer);
    this.#reading?.abort();
    this.#reading = null;
  }

  #failed(problem: unknown): void {
    this.#target = null;
    const why = problem instanceof HistoryProblem ? problem.message : 'the hub can’t be reached';
    this.problem = `That moment could not be read: ${why}.`;
    this.#changed();
  }
}

function newestRows({ rows }: RowWindow): MessageRow[] {
  const newest: MessageRow[] = [];
  for (let index = rows.end - 1; index >= rows.first && newest.length < momentRows; index--) {
    const row = rows.at(index);
    if (row?.kind === 'message') newest.push(row);
  }
  return newest.reverse();
}
