// The last intervals between messages of a topic, as the hub has measured them: of all sources
// together, and of each. Bounded: past the limit the longest silent source is let go.
import { Recency, type Linked } from '../measure/recency.ts';
import type { Message } from '../message.ts';

export const keptOfAll = 4096;
export const keptOfOne = 512;
export const sourcesMax = 1000;

class Intervals implements Linked<Intervals> {
  older: Intervals | null = null;
  newer: Intervals | null = null;
  count = 0;
  #ring: Float32Array;
  readonly #max: number;

  constructor(
    readonly source: string,
    max: number,
  ) {
    this.#max = max;
    this.#ring = new Float32Array(Math.min(32, max));
  }

  add(ms: number): void {
    if (this.count === this.#ring.length && this.count < this.#max) {
      const wider = new Float32Array(Math.min(this.#max, this.#ring.length * 4));
      wider.set(this.#ring);
      this.#ring = wider;
    }
    this.#ring[this.count++ % this.#max] = ms;
  }

  get values(): Float32Array {
    return this.#ring.slice(0, Math.min(this.count, this.#max));
  }
}

export class IntervalBook {
  #all = new Intervals('', keptOfAll);
  #known = new Map<string, Intervals>();
  #recency = new Recency<Intervals>();

  add({ source, deltaMs }: Message): void {
    if (deltaMs === null || deltaMs < 0) return;
    let intervals = this.#known.get(source);
    if (!intervals) {
      intervals = new Intervals(source, keptOfOne);
      this.#known.set(source, intervals);
      if (this.#known.size > sourcesMax && this.#recency.oldest) {
        this.#known.delete(this.#recency.oldest.source);
        this.#recency.remove(this.#recency.oldest);
      }
    }
    this.#recency.touch(intervals);
    intervals.add(deltaMs);
    this.#all.add(deltaMs);
  }

  get sources(): string[] {
    return [...this.#known.keys()];
  }

  // In no order. Null: of all.
  of(source: string | null): Float32Array {
    return source === null ? this.#all.values : (this.#known.get(source)?.values ?? new Float32Array());
  }
}
