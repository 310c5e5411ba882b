// What was sent in this tab, newest first, over reloads too. Bounded by number and by size.
import type { Store } from '../token.ts';

export interface Draft {
  topic: string;
  format: 'text' | 'json';
  data: string;
}

export interface Sent extends Draft {
  id: number;
  at: number;
  // Where it is kept, or why it isn't.
  offset: number | null;
  epoch: string | null;
  refusal: string | null;
}

const key = 'crier.sent';
export const sentMax = 50;
export const sentCharactersMax = 256 * 1024;

export class SentHistory {
  entries: Sent[] = [];
  readonly #store: () => Store;

  constructor(store: () => Store) {
    this.#store = store;
    try {
      const kept: unknown = JSON.parse(store().getItem(key) ?? '[]');
      if (Array.isArray(kept)) this.entries = kept.filter(isSent).slice(0, sentMax);
    } catch {
      // Nothing is kept, or what is kept is not from this page.
    }
  }

  add(sent: Omit<Sent, 'id'>): void {
    const id = (this.entries[0]?.id ?? 0) + 1;
    let room = sentCharactersMax;
    this.entries = [{ id, ...sent }, ...this.entries].slice(0, sentMax).filter(({ topic, data }) => {
      room -= topic.length + data.length;
      return room >= 0;
    });
    this.#keep();
  }

  clear(): void {
    this.entries = [];
    this.#keep();
  }

  #keep(): void {
    try {
      this.#store().setItem(key, JSON.stringify(this.entries));
    } catch {
      // Storage is switched off or full: then it is kept for as long as the page.
    }
  }
}

function isSent(value: unknown): value is Sent {
  const sent = value as Partial<Sent> | null;
  return typeof sent?.id === 'number' && typeof sent.topic === 'string' && typeof sent.data === 'string';
}
