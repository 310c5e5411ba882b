// What a person wants exported, made into an order with offsets, and the job that carries it out.
import { withCommas } from '../format.ts';
import type { HubHttp } from '../hub_http.ts';
import { count } from '../payload.ts';
import { noTerms } from '../store/message_filter.ts';
import type { MessageStore } from '../store/message_store.ts';
import { keptRange } from '../travel/kept_range.ts';
import { ExportJob, type ExportOrder } from './export_job.ts';
import type { openSink } from './export_sink.ts';
import { offsetAtTime } from './offset_at_time.ts';

export interface Wish {
  what: 'shown' | 'offsets' | 'times';
  format: 'ndjson' | 'csv';
  // Of a range; empty: from the oldest, to the newest.
  from: string;
  to: string;
  filtered: boolean;
}

export class Exporter {
  job: ExportJob | null = null;
  problem: string | null = null;
  readonly #store: MessageStore;
  readonly #history: HubHttp;
  readonly #open: typeof openSink;
  readonly #changed: () => void;

  constructor(
    store: MessageStore,
    history: HubHttp,
    open: typeof openSink,
    changed: () => void,
  ) {
    this.#store = store;
    this.#history = history;
    this.#open = open;
    this.#changed = changed;
  }

  get running(): boolean {
    return this.job?.state === 'running';
  }

  async start(wish: Wish): Promise<void> {
    this.problem = null;
    this.job = null;
    try {
      // First, as a browser lets a page ask for a file only right after a click.
      const sink = await this.#open(`crier-${new Date().toISOString().replace(/[:.]/g, '-')}.${wish.format}`);
      if (!sink) return;
      const order = wish.what === 'shown' ? this.#shownOrder(wish) : await this.#rangeOrder(wish);
      if (order) {
        this.job = new ExportJob(this.#history, order, sink, this.#changed);
        await this.job.run();
      } else {
        this.problem = 'There is nothing in that range.';
        await sink.abort();
      }
    } catch {
      this.problem = 'The hub can’t be reached.';
    }
    this.#changed();
  }

  // The rows of the table that are in the history that the hub has now.
  #shownOrder({ format }: Wish): ExportOrder | null {
    const { epoch, shown, terms } = this.#store;
    const { view } = shown;
    let [from, to] = [Infinity, 0];
    for (let place = view.first; place < view.end; place++) {
      const row = view.rowAt(place);
      if (row?.kind !== 'message' || row.epoch !== epoch) continue;
      from = Math.min(from, row.message.offset);
      to = Math.max(to, row.message.offset);
    }
    return to === 0 || epoch === null ? null : { format, epoch, from, to, terms };
  }

  async #rangeOrder({ what, format, from, to, filtered }: Wish): Promise<ExportOrder | null> {
    const { signal } = new AbortController();
    const kept = await keptRange(this.#history);
    const offset = async (text: string, otherwise: number, later: number) => {
      if (text === '') return otherwise;
      if (what === 'offsets') return Number(text);
      return (await offsetAtTime(this.#history, kept, Date.parse(text) + later, signal)) - later;
    };
    const begin = Math.max(kept.oldest, await offset(from, kept.oldest, 0));
    // The last one at a time is the one before the first a millisecond later.
    const end = Math.min(kept.last, await offset(to, kept.last, 1));
    const terms = filtered ? this.#store.terms : noTerms;
    return begin > end ? null : { format, epoch: kept.epoch, from: begin, to: end, terms };
  }
}

export function doneText({ state, problem, written, expired, missing }: ExportJob): string {
  const all = count(written, 'message');
  if (state === 'cancelled') return 'Cancelled: nothing was written.';
  if (state === 'failed') return `It ended after ${all}, and nothing was written: ${problem}.`;
  const parts = [`${all} written`];
  if (expired > 0) parts.push(`${withCommas(expired)} had expired`);
  if (missing > 0) parts.push(`at least ${withCommas(missing)} are missing`);
  if (expired + missing === 0) parts.push('none missing');
  return `${parts.join(', ')}.`;
}
