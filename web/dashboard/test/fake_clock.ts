// A clock that goes when a test says so, and runs what is due on its way.
export class FakeClock {
  time = 1_000_000;
  private timers = new Map<number, { at: number; run: () => void }>();
  private last = 0;

  now = () => this.time;

  setTimeout = (run: () => void, afterMs: number): number => {
    this.timers.set(++this.last, { at: this.time + afterMs, run });
    return this.last;
  };

  clearTimeout = (timer: unknown): void => void this.timers.delete(timer as number);

  // Between two timers what waits for nothing but its turn gets it.
  async advance(ms: number): Promise<void> {
    const until = this.time + ms;
    for (;;) {
      await settled();
      const next = [...this.timers].sort(([, a], [, b]) => a.at - b.at)[0];
      if (!next || next[1].at > until) break;
      this.timers.delete(next[0]);
      this.time = next[1].at;
      next[1].run();
    }
    this.time = until;
  }
}

export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resume) => setImmediate(resume));
}
