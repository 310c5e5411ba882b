// A recorded file, NDJSON as it is exported, in a store of its own that no hub feeds.
import { Continuity } from 'crier-client/continuity';
import { parseServerMessage } from 'crier-client/protocol';
import { linesOf } from '../history.ts';
import type { HubHttp } from '../hub_http.ts';
import { LiveController } from '../live/live_controller.ts';
import type { OlderState } from '../live/older_rows.ts';
import { isOwn, type Message, messageOf } from '../message.ts';
import { MessageStore } from '../store/message_store.ts';

class RecordedController extends LiveController {
  override get olderState(): OlderState {
    return { kind: 'recording' };
  }

  override togglePause(): void {
    // It stands still anyway.
  }
}

const offline: HubHttp = {
  fetch: () => Promise.reject(new Error('a recording')),
  token: () => null,
  rest: () => Promise.resolve(),
};

const sliceMs = 8;

export class Recording {
  readonly store = new MessageStore();
  readonly live: LiveController;
  isReading = true;
  messages = 0;
  // Lines that are no message, and the first of them; messages that were there already.
  badLines = 0;
  firstBad: { line: number; reason: string } | null = null;
  repeated = 0;
  problem: string | null = null;
  #isClosed = false;
  #last = 0;
  readonly #continuity = new Continuity();
  readonly #rest: () => Promise<void>;
  readonly #changed: () => void;

  constructor(
    readonly name: string,
    rest: () => Promise<void>,
    changed: () => void,
  ) {
    this.#rest = rest;
    this.#changed = changed;
    this.live = new RecordedController(this.store, offline, changed);
    this.store.epoch = 'recording';
  }

  async read(file: Blob): Promise<void> {
    let line = 0;
    let sliceEnd = performance.now() + sliceMs;
    try {
      for await (const text of linesOf(new Response(new Blob([file, '\n'])))) {
        if (this.#isClosed) return;
        this.#take(text, ++line);
        if (performance.now() < sliceEnd) continue;
        this.#changed();
        await this.#rest();
        sliceEnd = performance.now() + sliceMs;
      }
    } catch (problem) {
      this.problem = (problem as Error).message;
    }
    this.isReading = false;
    this.#changed();
  }

  close(): void {
    this.#isClosed = true;
  }

  #take(text: string, line: number): void {
    if (text.trim() === '') return;
    const said = parseServerMessage(text, '');
    if (said.type === 'message') {
      this.#add(messageOf(said, text));
    } else if (said.type === 'gap') {
      this.#gap(said.after, said.before);
    } else if (said.type === 'error') {
      this.badLines++;
      this.firstBad ??= { line, reason: said.message };
    }
  }

  #add(message: Message): void {
    const { topic, offset, prev } = message;
    if (offset <= this.#last) {
      this.repeated++;
      return;
    }
    this.#last = offset;
    this.messages++;
    const at = Date.parse(message.time);
    // What isn't in a file need not have been lost: it may have been filtered out.
    if (this.#continuity.missingAfter(topic, offset, prev) !== null) {
      this.store.ledger.missingOnTopics++;
      this.store.notice({ kind: 'unrecorded', topic, offset: prev }, at);
    }
    if (isOwn(topic)) this.store.addRow(message, at, false, true);
    else this.store.add(message, at, false);
  }

  #gap(after: number, before: number): void {
    this.#last = before - 1;
    this.#continuity.startAfter(this.#last);
    this.store.addGap({ reason: 'expired', after, before, epoch: '' }, 0);
  }
}
