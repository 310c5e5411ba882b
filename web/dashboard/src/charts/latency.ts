// How long messages take, second by second: from the publisher's clock to the hub's, and from the
// hub's to this page's. Only of live messages: what comes out of the history is old.
import type { ClockEstimate } from '../measure/clock_offset.ts';
import { hubTime } from '../measure/hub_time.ts';
import type { Message } from '../message.ts';
import { placeOf, SecondRing, secondsKept } from './second_ring.ts';

const samplesMax = 512;

export interface HopSeries {
  p50: (number | null)[];
  p99: (number | null)[];
}

export interface LatencySeries {
  // By this page's clock.
  seconds: number[];
  toHub: HopSeries;
  toPage: HopSeries;
  // What the hub-to-page values may be wrong by, either way.
  uncertainty: (number | null)[];
}

// The values of the second that runs; of many an even choice.
class Samples {
  #values = new Float64Array(samplesMax);
  #seen = 0;

  add(value: number): void {
    const at = this.#seen < samplesMax ? this.#seen : Math.floor(Math.random() * (this.#seen + 1));
    if (at < samplesMax) this.#values[at] = value;
    this.#seen++;
  }

  // [median, 99th percentile]; NaN of nothing. Begins anew.
  take(): [number, number] {
    const sorted = this.#values.slice(0, Math.min(this.#seen, samplesMax)).sort();
    this.#seen = 0;
    const at = (share: number) => sorted[Math.ceil(share * sorted.length) - 1] ?? NaN;
    return [at(0.5), at(0.99)];
  }
}

class Hop {
  readonly samples = new Samples();
  #p50 = new Float32Array(secondsKept).fill(NaN);
  #p99 = new Float32Array(secondsKept).fill(NaN);

  empty(place: number): void {
    this.#p50[place] = NaN;
    this.#p99[place] = NaN;
  }

  end(place: number, correctionMs: number): void {
    const [p50, p99] = this.samples.take();
    this.#p50[place] = p50 - correctionMs;
    this.#p99[place] = p99 - correctionMs;
  }

  series(seconds: readonly number[]): HopSeries {
    return { p50: known(this.#p50, seconds), p99: known(this.#p99, seconds) };
  }
}

export class LatencyHistory {
  #ring = new SecondRing();
  #toHub = new Hop();
  #toPage = new Hop();
  #uncertainty = new Float32Array(secondsKept).fill(NaN);
  readonly #clock: () => ClockEstimate | null;

  // `clock`: what is known of the two clocks now; without it the second hop is not known.
  constructor(clock: () => ClockEstimate | null) {
    this.#clock = clock;
  }

  add(message: Message, arrivedAt: number): void {
    this.#goTo(Math.floor(arrivedAt / 1000));
    const accepted = hubTime(message.time);
    this.#toPage.samples.add(arrivedAt - accepted);
    if (message.sent !== null) this.#toHub.samples.add(accepted - hubTime(message.sent));
  }

  series(now: number): LatencySeries {
    const second = Math.floor(now / 1000);
    if (this.#ring.head >= 0) this.#goTo(second);
    const seconds = this.#ring.seconds(second - 1);
    return {
      seconds,
      toHub: this.#toHub.series(seconds),
      toPage: this.#toPage.series(seconds),
      uncertainty: known(this.#uncertainty, seconds),
    };
  }

  #goTo(second: number): void {
    if (second === this.#ring.head) return;
    if (this.#ring.head >= 0) this.#end(placeOf(this.#ring.head));
    const empty = (place: number) => {
      this.#toHub.empty(place);
      this.#toPage.empty(place);
      this.#uncertainty[place] = NaN;
    };
    // This page's own clock was put back: an hour shown twice would be no better.
    if (second < this.#ring.head) this.#ring.clear();
    this.#ring.goTo(second, empty);
  }

  #end(place: number): void {
    const clock = this.#clock();
    this.#toHub.end(place, 0);
    this.#toPage.end(place, clock ? clock.offsetMs : NaN);
    this.#uncertainty[place] = clock ? clock.uncertaintyMs : NaN;
  }
}

function known(column: Float32Array, seconds: readonly number[]): (number | null)[] {
  return seconds.map((second) => {
    const value = column[placeOf(second)] as number;
    return Number.isNaN(value) ? null : value;
  });
}
