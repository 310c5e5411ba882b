// Rows from before the oldest one that is here, fetched from the hub as a person scrolls, page by
// page until the history begins. The hub reads forwards only, so each step back asks for what
// lies behind an earlier offset, and takes larger steps where a filter lets little through.
import { HistoryProblem, readHistory } from '../history.ts';
import type { HubHttp } from '../hub_http.ts';
import type { Message } from '../message.ts';
import { Deque } from '../store/deque.ts';
import { messageRow, type MessageRow, type Position } from '../store/row.ts';
import type { RowWindow } from '../store/row_window.ts';

export type OlderState =
  // There may be more.
  | { kind: 'unknown' }
  | { kind: 'loading'; downTo: number }
  // Nothing older is kept; `first` is the oldest offset that is, 0: it begins with the first.
  | { kind: 'start'; first: number }
  // The oldest row here is of a history that the hub no longer has.
  | { kind: 'other_history' }
  // It is a file, and all of it is here.
  | { kind: 'recording' }
  | { kind: 'failed'; reason: string };

const pageRows = 200;
const firstStep = 400;
const lastStep = 50_000;
const stepBytes = 4 * 1024 * 1024;

export class OlderRows {
  state: OlderState = { kind: 'unknown' };
  #window: RowWindow | null = null;
  // Everything from this offset on has been looked at.
  #frontier: Position | null = null;
  #stopping: AbortController | null = null;
  readonly #source: HubHttp;
  readonly #changed: () => void;

  constructor(
    source: HubHttp,
    changed: () => void,
  ) {
    this.#source = source;
    this.#changed = changed;
  }

  // Another window is shown, or through another filter: what is known of the end doesn't hold.
  reset(): void {
    this.#stopping?.abort();
    this.#stopping = null;
    this.#window = null;
    this.#frontier = null;
    this.state = { kind: 'unknown' };
  }

  // Fetches one page more. `before`: where to begin in a window that has no row yet.
  async load(window: RowWindow, topic: string, hubEpoch: string | null, before?: Position): Promise<void> {
    if (this.#window !== window) this.reset();
    if (this.state.kind === 'loading' || hubEpoch === null) return;
    this.#window = window;
    // Rows may have fallen off the old end since.
    const oldest = window.oldest();
    if (!window.sieved && oldest) this.#frontier = oldest;
    this.#frontier ??= before ?? oldest;
    if (!this.#frontier) return;
    if (this.#frontier.epoch !== hubEpoch) {
      this.#finish({ kind: 'other_history' });
      return;
    }
    const stopping = new AbortController();
    this.#stopping = stopping;
    try {
      const state = await this.#stepBack(window, topic, stopping.signal);
      if (this.#stopping === stopping) this.#finish(state);
    } catch (problem) {
      if (this.#stopping !== stopping) return;
      const reason = problem instanceof HistoryProblem ? problem.message : 'the hub can’t be reached';
      this.#finish({ kind: 'failed', reason });
    }
  }

  async #stepBack(window: RowWindow, topic: string, signal: AbortSignal): Promise<OlderState> {
    const average = window.rows.length > 0 ? window.bytes / window.rows.length : 0;
    const room = average > 0 ? Math.max(10, Math.floor(stepBytes / average)) : firstStep;
    let step = Math.min(firstStep, room);
    let found = 0;
    while (found < pageRows) {
      const { epoch, offset } = this.#frontier as Position;
      if (offset <= 1) return { kind: 'start', first: 0 };
      this.state = { kind: 'loading', downTo: offset };
      this.#changed();
      const from = Math.max(0, offset - 1 - step);
      const part = await this.#read(window, { epoch, offset: from }, offset, topic, signal);
      if (signal.aborted) break;
      found += part.rows.length;
      const few = part.rows.length < pageRows;
      for (let row = part.rows.popBack(); row; row = part.rows.popBack()) window.prepend(row);
      this.#frontier = { epoch, offset: part.from + 1 };
      if (part.start !== null) return { kind: 'start', first: part.start };
      if (few) step = Math.min(step * 4, Math.max(room, window.view.filtered ? lastStep : 0));
    }
    return { kind: 'unknown' };
  }

  // What lies behind `after` and before `end`; of more than fits the newest part.
  async #read(window: RowWindow, after: Position, end: number, topic: string, signal: AbortSignal) {
    const rows = new Deque<MessageRow>();
    let bytes = 0;
    let from = after.offset;
    let start: number | null = after.offset === 0 ? 0 : null;
    const limit = end - 1 - after.offset;
    for await (const said of readHistory(this.#source, { after, limit, topic }, signal)) {
      if (said.type === 'gap') {
        if (said.before > after.offset + 1) start = Math.min(said.before, end);
        continue;
      }
      if (said.type === 'error') continue;
      const { message } = said;
      if (message.offset >= end) break;
      const row = messageRow(message, after.epoch, arrival(message), false);
      if (!window.passes(row)) continue;
      rows.pushBack(row);
      bytes += row.size;
      while (bytes > 2 * stepBytes && rows.length > 1) {
        const dropped = rows.popFront() as MessageRow;
        bytes -= dropped.size;
        from = dropped.message.offset;
        start = null;
      }
    }
    return { rows, from, start };
  }

  #finish(state: OlderState): void {
    this.#stopping = null;
    this.state = state;
    this.#changed();
  }
}

// Rows of the history came to this page long after the hub accepted them, so that is their time.
const arrival = (message: Message) => Date.parse(message.time);
