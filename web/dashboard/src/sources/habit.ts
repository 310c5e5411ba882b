// How long a source is usually silent, learned from its own intervals, and from when on its silence
// is remarkable. Robust: the few longest of the last intervals are left out, so that an outage is
// not learned; but a pause that came twice is a habit too.
const kept = 64;
export const judgesFrom = 5;
// In how many of its messages a source may pause for a second time.
const pauseAge = 2000;
const slackMs = 1000;

export class Habit {
  // From when on a silence is late; infinite until there is enough to judge by.
  limitMs = Infinity;
  // The longest that is usual.
  usualMs = 0;

  #ring: Float32Array = new Float32Array(8);
  #heard = 0;
  #pauseMs = 0;
  #pausedAt = -Infinity;
  #longPauseMs = 0;

  add(intervalMs: number): void {
    if (intervalMs > this.limitMs) this.#paused(intervalMs);
    if (this.#heard === this.#ring.length && this.#heard < kept) this.#grow();
    this.#ring[this.#heard % kept] = intervalMs;
    this.#heard++;
    if (this.#heard >= judgesFrom && (this.#heard < 16 || this.#heard % 8 === 0)) this.#learn();
  }

  // Oldest first.
  last(count: number): number[] {
    const length = Math.min(count, this.#heard, kept);
    return Array.from({ length }, (_, i) => this.#ring[(this.#heard - length + i) % kept] as number);
  }

  #grow(): void {
    const wider = new Float32Array(Math.min(kept, this.#ring.length * 2));
    wider.set(this.#ring);
    this.#ring = wider;
  }

  #paused(intervalMs: number): void {
    if (this.#heard - this.#pausedAt < pauseAge) {
      this.#longPauseMs = Math.max(this.#longPauseMs, Math.min(this.#pauseMs, intervalMs));
    }
    this.#pauseMs = intervalMs;
    this.#pausedAt = this.#heard;
    this.#learn();
  }

  #learn(): void {
    if (this.#heard - this.#pausedAt > pauseAge) this.#longPauseMs = 0;
    const count = Math.min(this.#heard, kept);
    const sorted = this.#ring.slice(0, count).sort();
    const long = sorted[count - 1 - Math.floor(count / 20)] as number;
    const middle = sorted[count >> 1] as number;
    // The further the long ones are from the middle, the longer others can be that are still to come;
    // and a few intervals say little about the longest.
    const tail = Math.min(2.5, 1.15 + 0.4 * (long / Math.max(middle, 1) - 1));
    const margin = tail + 8 / count;
    this.usualMs = Math.max(long, this.#longPauseMs);
    this.limitMs = Math.max(long * margin, this.#longPauseMs * 1.5, this.usualMs + slackMs);
  }
}
