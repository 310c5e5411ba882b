// Messages per second over the last 15 minutes by the hub's clock: all, and those of the sources
// that say most. So many sources are counted one by one; where there are more, the place of the one
// that says least is given to the next, which then begins at nothing.
import { hubTime } from '../measure/hub_time.ts';
import type { Message } from '../message.ts';
import { placeOf, SecondRing, secondsKept } from './second_ring.ts';

export const sourcesCounted = 64;
export const topSources = 5;
const halveAfter = 300;

interface Counted {
  source: string;
  counts: Uint16Array;
  weight: number;
}

export interface RateSeries {
  seconds: number[];
  total: number[];
  // Those that said most in the time that is kept, most first.
  top: { source: string; counts: number[] }[];
}

export class RateHistory {
  // More sources speak than are counted one by one.
  crowded = false;

  #ring = new SecondRing();
  #total = new Uint32Array(secondsKept);
  #counted = new Map<string, Counted>();

  add(message: Message): void {
    const second = Math.floor(hubTime(message.time) / 1000);
    if (second !== this.#ring.head && !this.#begin(second)) {
      // Messages come in the hub's order, so it is its clock that was put back.
      this.clear();
      this.#begin(second);
    }
    const place = placeOf(second);
    this.#total[place]!++;
    const counted = this.#counted.get(message.source) ?? this.#count(message.source);
    counted.weight++;
    counted.counts[place]!++;
  }

  // Up to the last second that was over at `hubNow`.
  series(hubNow: number): RateSeries {
    const last = Math.floor(hubNow / 1000) - 1;
    if (this.#ring.head >= 0 && last > this.#ring.head) this.#begin(last);
    const seconds = this.#ring.seconds(last);
    const column = (counts: Uint16Array | Uint32Array) => seconds.map((second) => counts[placeOf(second)] as number);
    const sums = [...this.#counted.values()].map(({ source, counts }) => ({
      source,
      counts,
      sum: seconds.reduce((sum, second) => sum + (counts[placeOf(second)] as number), 0),
    }));
    const top = sums
      .filter(({ sum }) => sum > 0)
      .sort((a, b) => b.sum - a.sum || (a.source < b.source ? -1 : 1))
      .slice(0, topSources);
    return {
      seconds,
      total: column(this.#total),
      top: top.map(({ source, counts }) => ({ source, counts: column(counts) })),
    };
  }

  clear(): void {
    this.#ring.clear();
    this.#counted.clear();
    this.#total.fill(0);
    this.crowded = false;
  }

  #begin(second: number): boolean {
    const before = this.#ring.head;
    const kept = this.#ring.goTo(second, (place) => {
      this.#total[place] = 0;
      for (const { counts } of this.#counted.values()) counts[place] = 0;
    });
    // Who said much an hour ago doesn't keep its place for ever.
    if (Math.floor(before / halveAfter) !== Math.floor(this.#ring.head / halveAfter)) {
      for (const each of this.#counted.values()) each.weight /= 2;
    }
    return kept;
  }

  #count(source: string): Counted {
    const counted = this.#counted.size < sourcesCounted ? null : this.#least();
    if (counted) {
      this.crowded = true;
      this.#counted.delete(counted.source);
      counted.source = source;
      counted.counts.fill(0);
    }
    const added = counted ?? { source, counts: new Uint16Array(secondsKept), weight: 0 };
    this.#counted.set(source, added);
    return added;
  }

  #least(): Counted {
    let least: Counted | null = null;
    for (const each of this.#counted.values()) if (!least || each.weight < least.weight) least = each;
    return least as Counted;
  }
}
