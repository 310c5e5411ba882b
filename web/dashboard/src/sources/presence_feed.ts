// What the hub says of publishers that come and go, in order and each once: first what its history
// has, then what it says from now on. The hub gives these only to who asks for them and may see them.
import { readLast } from '../history.ts';
import type { HubHttp } from '../hub_http.ts';
import type { Message } from '../message.ts';

export const presenceFilter = '$hub/publishers/#';

const historyMax = 1000;
const keptMax = 5000;
const waitingMax = 2000;

type Take = (message: Message, arrivedAt: number) => void;

export class PresenceFeed {
  // What was told of this history, the oldest first; of very much the newest.
  told: Message[] = [];
  // What comes while the history is being read; null: nothing is before it.
  #waiting: { message: Message; arrivedAt: number }[] | null = [];
  #epoch: string | null = null;
  #lastOffset = 0;
  #reading: AbortController | null = null;
  readonly #hub: HubHttp;
  readonly #subscribe: (filter: string) => Promise<void>;
  readonly #take: Take;

  constructor(
    hub: HubHttp,
    subscribe: (filter: string) => Promise<void>,
    take: Take,
  ) {
    this.#hub = hub;
    this.#subscribe = subscribe;
    this.#take = take;
  }

  // From the stream.
  add(message: Message, arrivedAt: number): void {
    if (!this.#waiting) {
      this.#pass(message, arrivedAt);
      return;
    }
    this.#waiting.push({ message, arrivedAt });
    if (this.#waiting.length > waitingMax) this.#waiting.shift();
  }

  // A connection has ended: it takes the filter with it, and what comes next is behind a hole.
  cut(): void {
    this.#reading?.abort();
    this.#waiting ??= [];
  }

  // The page follows live. Resolves when what the history has was told, to whether this page may
  // see it; null: cut off before.
  async begin(epoch: string): Promise<boolean | null> {
    this.cut();
    const reading = new AbortController();
    this.#reading = reading;
    if (epoch !== this.#epoch) {
      this.#lastOffset = 0;
      this.told = [];
    }
    this.#epoch = epoch;
    let permitted = true;
    try {
      await this.#subscribe(presenceFilter);
      for await (const said of readLast(this.#hub, historyMax, presenceFilter, reading.signal)) {
        if (reading.signal.aborted) break;
        if (said.type === 'message') this.#pass(said.message, Date.parse(said.message.time));
      }
    } catch (problem) {
      // What comes by itself is taken all the same.
      permitted = (problem as { code?: unknown }).code !== 'forbidden';
    }
    if (reading.signal.aborted) return null;
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    for (const { message, arrivedAt } of waiting) this.#pass(message, arrivedAt);
    return permitted;
  }

  #pass(message: Message, arrivedAt: number): void {
    if (message.offset <= this.#lastOffset) return;
    this.#lastOffset = message.offset;
    this.told.push(message);
    if (this.told.length > keptMax) this.told.splice(0, keptMax / 5);
    this.#take(message, arrivedAt);
  }
}
