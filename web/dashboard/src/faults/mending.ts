// Fetches from the history what never came, once nothing is dropped any more: the ledger counts what
// is missing as long as the line is bad, and is whole again afterwards.
import type { Gap } from 'crier-client';
import { readHistory } from '../history.ts';
import type { HubHttp } from '../hub_http.ts';
import { isOwn, type Message } from '../message.ts';
import type { MessageStore } from '../store/message_store.ts';

type Missed = Extract<Gap, { reason: 'missed' }>;

export class Mending {
  fetched = 0;
  // Those that the history doesn't have either.
  lost = 0;
  #missed: Missed[] = [];
  #busy = false;
  readonly #hub: HubHttp;
  readonly #store: MessageStore;

  constructor(hub: HubHttp, store: MessageStore) {
    this.#hub = hub;
    this.#store = store;
  }

  get waiting(): boolean {
    return this.#missed.length > 0;
  }

  note(gap: Gap): void {
    if (gap.reason === 'missed') this.#missed.push(gap);
  }

  async mend(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      for (let gap = this.#missed[0]; gap; gap = this.#missed[0]) {
        await this.#fetch(gap);
        this.#missed.shift();
      }
    } finally {
      this.#busy = false;
    }
  }

  async #fetch({ epoch, topic, after, before }: Missed): Promise<void> {
    const messages: Message[] = [];
    const extent = { after: { epoch, offset: after }, limit: Math.min(before - after, 10_000), topic };
    for await (const said of readHistory(this.#hub, extent, new AbortController().signal)) {
      if (said.type !== 'message' || said.message.offset >= before) break;
      messages.push(said.message);
    }
    if (messages.length === 0) this.lost++;
    else this.#add(messages);
  }

  // They stand where they were fetched, and the ledger has them after all.
  #add(late: Message[]): void {
    const { ledger } = this.#store;
    const accounts = new Map(ledger.top(Infinity).sources.map((account) => [account.source, account]));
    for (const message of late) {
      this.#store.addRow(message, Date.now(), false, isOwn(message.topic));
      const account = accounts.get(message.source) ?? ledger.others;
      account.received++;
      account.missing = Math.max(0, account.missing - 1);
    }
    ledger.received += late.length;
    ledger.missingOnTopics--;
    this.fetched += late.length;
  }
}
