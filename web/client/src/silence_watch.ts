// Tells when an open connection has been silent for too long. It asks before it gives up.
import type { Clock } from './options.ts';

export const defaultHeartbeatMs = 15_000;
export const probeDeadlineMs = 5_000;

export interface SilenceActs {
  ask(): void;
  onSilent(): void;
}

export class SilenceWatch {
  lastHeard: number;

  #staleMs = 0;
  #timer: unknown = null;
  #probeTimer: unknown = null;

  readonly #clock: Clock;
  readonly #acts: SilenceActs;

  constructor(clock: Clock, acts: SilenceActs) {
    this.#clock = clock;
    this.#acts = acts;
    this.lastHeard = clock.now();
  }

  // After two heartbeats without a word nobody is there.
  start(heartbeatMs: number | null): void {
    this.#staleMs = 2 * (heartbeatMs ?? defaultHeartbeatMs);
    this.#watch();
  }

  heard(): void {
    this.lastHeard = this.#clock.now();
    this.#clearProbe();
  }

  // Asks for a sign of life, and believes the silence sooner.
  probe(): void {
    if (this.#probeTimer !== null) return;
    this.#probeTimer = this.#clock.setTimeout(() => this.#acts.onSilent(), probeDeadlineMs);
    this.#acts.ask();
  }

  stop(): void {
    this.#clearProbe();
    this.#clock.clearTimeout(this.#timer);
  }

  // One timer that looks at the clock when it fires, rather than one that is set anew for each of
  // thousands of messages a second. A ping goes out before the limit, so that a hub with rarer
  // heartbeats is not taken for dead.
  #watch(): void {
    const staleMs = this.#staleMs;
    const probeMs = staleMs * 0.75;
    const now = this.#clock.now();
    // A clock that was set back must not hide silence.
    if (this.lastHeard > now) this.lastHeard = now;
    const silentMs = now - this.lastHeard;
    if (silentMs >= staleMs) {
      this.#acts.onSilent();
      return;
    }
    const nextMs = silentMs >= probeMs ? staleMs - silentMs : probeMs - silentMs;
    this.#timer = this.#clock.setTimeout(() => this.#watch(), Math.max(nextMs, 1));
    if (silentMs >= probeMs) this.#acts.ask();
  }

  #clearProbe(): void {
    if (this.#probeTimer !== null) this.#clock.clearTimeout(this.#probeTimer);
    this.#probeTimer = null;
  }
}
