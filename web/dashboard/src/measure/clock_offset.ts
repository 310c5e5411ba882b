// How far the page's clock is ahead of the hub's, from pings as NTP does it: the hub's time is taken
// to be that of the middle of the round trip, so the error is at most half of it. The quickest of the
// last round trips is kept.
export interface ClockEstimate {
  // The page's clock minus the hub's.
  offsetMs: number;
  // The offset is right within so much, either way.
  uncertaintyMs: number;
}

interface Sample {
  receivedAt: number;
  roundTripMs: number;
  offsetMs: number;
}

// Clocks drift by some 50 µs a second: what is older says less than it did.
export const sampleAgeMs = 10 * 60_000;
export const samplesMax = 32;

export class ClockOffset {
  #samples: Sample[] = [];

  // `sentAt` and `receivedAt` by the page's clock, `hubTime` by the hub's, all in ms.
  sample(sentAt: number, hubTime: number, receivedAt: number): void {
    const roundTripMs = receivedAt - sentAt;
    if (!(roundTripMs >= 0) || !Number.isFinite(hubTime)) return;
    const offsetMs = (sentAt + receivedAt) / 2 - hubTime;
    const last = this.estimate;
    // Further off than either can err: one of the clocks was set, and older samples are void.
    if (last && Math.abs(offsetMs - last.offsetMs) > roundTripMs / 2 + last.uncertaintyMs + driftMs) {
      this.#samples = [];
    }
    this.#samples.push({ receivedAt, roundTripMs, offsetMs });
    if (this.#samples.length > samplesMax) this.#samples.shift();
    this.#samples = this.#samples.filter((each) => receivedAt - each.receivedAt <= sampleAgeMs);
  }

  // Null until the first answer.
  get estimate(): ClockEstimate | null {
    let best: Sample | null = null;
    // Of two that are as quick the later one.
    for (const each of this.#samples) if (!best || each.roundTripMs <= best.roundTripMs) best = each;
    return best && { offsetMs: best.offsetMs, uncertaintyMs: best.roundTripMs / 2 };
  }
}

// Two ordinary clocks, a window apart.
const driftMs = 60;
