// Messages per second over about a minute: each counts for less the longer it is past.
const fadeMs = 30_000;
// A first message says little about a rate.
const youngMs = 10_000;
const clockStepMs = 60_000;

export class Rate {
  #weight = 0;
  #at = 0;
  #since = 0;

  add(at: number): void {
    // A clock that was put back, not a message out of order.
    if (this.#weight === 0 || at < this.#at - clockStepMs) {
      this.#weight = 0;
      this.#at = at;
      this.#since = at;
    }
    if (at > this.#at) {
      this.#weight *= Math.exp((this.#at - at) / fadeMs);
      this.#at = at;
    }
    this.#weight++;
  }

  perSecond(at: number): number {
    if (this.#weight === 0) return 0;
    const left = this.#weight * Math.exp(Math.min(0, this.#at - at) / fadeMs);
    const age = Math.max(youngMs, at - this.#since);
    return (left * 1000) / (fadeMs * (1 - Math.exp(-age / fadeMs)));
  }
}

// A number and its unit: what comes less than every ten seconds is told by the minute.
export function rateText(perSecond: number): [string, string] {
  if (perSecond < 0.0008) return ['—', ''];
  if (perSecond < 0.0995) return [(perSecond * 60).toFixed(1), '/min'];
  if (perSecond >= 99.5) return [Math.round(perSecond).toLocaleString('en'), '/s'];
  return [perSecond.toFixed(perSecond >= 9.95 ? 1 : 2), '/s'];
}
