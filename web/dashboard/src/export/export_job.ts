// An export on its way: reads a part of the history from the hub page by page and hands it on in
// pieces, checks on the way that nothing is missing, and can be cancelled.
import { Continuity } from 'crier-client/continuity';
import { HistoryProblem, readHistory } from '../history.ts';
import type { HubHttp } from '../hub_http.ts';
import type { Message } from '../message.ts';
import { compile, effective, type FilterTerms } from '../store/message_filter.ts';
import { messageRow, type RowTest } from '../store/row.ts';
import { csvHead, csvLine } from './csv.ts';
import type { Sink } from './export_sink.ts';

export interface ExportOrder {
  format: 'ndjson' | 'csv';
  epoch: string;
  // The first and the last offset.
  from: number;
  to: number;
  terms: FilterTerms;
}

export const pageMessages = 1000;
const pieceCharacters = 256 * 1024;

export class ExportJob {
  state: 'running' | 'done' | 'cancelled' | 'failed' = 'running';
  problem = '';
  written = 0;
  // Told by the hub, and found by what names them as the one before.
  expired = 0;
  missing = 0;
  #at: number;
  readonly #stopping = new AbortController();
  readonly #continuity = new Continuity();
  readonly #test: RowTest | null;
  #piece = '';
  readonly #history: HubHttp;
  readonly #sink: Sink;
  readonly #changed: () => void;

  constructor(
    history: HubHttp,
    readonly order: ExportOrder,
    sink: Sink,
    changed: () => void,
  ) {
    this.#history = history;
    this.#sink = sink;
    this.#changed = changed;
    this.#at = order.from - 1;
    this.#test = compile(order.terms);
    this.#continuity.startAfter(this.#at);
  }

  // Between 0 and 1.
  get progress(): number {
    const { from, to } = this.order;
    return to < from ? 1 : (this.#at - from + 1) / (to - from + 1);
  }

  cancel(): void {
    this.#stopping.abort();
  }

  async run(): Promise<void> {
    try {
      if (this.order.format === 'csv') this.#piece = csvHead;
      while (this.#at < this.order.to && (await this.#readPage())) this.#changed();
      await this.#sink.write(this.#piece);
      this.#stopping.signal.throwIfAborted();
      await this.#sink.close();
      this.state = 'done';
    } catch (problem) {
      const cancelled = this.#stopping.signal.aborted;
      this.state = cancelled ? 'cancelled' : 'failed';
      this.problem = problem instanceof HistoryProblem ? problem.message : String((problem as Error).message);
      await this.#sink.abort().catch(() => undefined);
    }
    this.#piece = '';
    this.#changed();
  }

  // False: there is nothing behind it.
  async #readPage(): Promise<boolean> {
    const { epoch, to, terms } = this.order;
    const { signal } = this.#stopping;
    const limit = Math.min(pageMessages, to - this.#at);
    const extent = { after: { epoch, offset: this.#at }, limit, topic: effective(terms).topic };
    let read = 0;
    for await (const said of readHistory(this.#history, extent, signal)) {
      if (said.type === 'error') throw new HistoryProblem(`a message could not be read: ${said.message}`);
      read++;
      if (said.type === 'gap') this.#takeGap(said.reason, said.before);
      if (said.type !== 'message') continue;
      if (said.message.offset > to) return false;
      this.#take(said.line, said.message);
      if (this.#piece.length < pieceCharacters) continue;
      await this.#sink.write(this.#piece);
      this.#piece = '';
      signal.throwIfAborted();
    }
    return read >= limit;
  }

  #takeGap(reason: string, before: number): void {
    if (reason !== 'expired') throw new HistoryProblem('the hub’s history has begun anew');
    const end = Math.min(before - 1, this.order.to);
    this.expired += end - this.#at;
    this.#at = end;
    this.#continuity.startAfter(end);
  }

  #take(line: string, message: Message): void {
    const { topic, offset, prev } = message;
    if (this.#continuity.missingAfter(topic, offset, prev) !== null) this.missing++;
    this.#at = offset;
    if (this.#test && !this.#test(messageRow(message, '', 0, false))) return;
    this.written++;
    this.#piece += this.order.format === 'csv' ? csvLine(message) : `${line}\n`;
  }
}
