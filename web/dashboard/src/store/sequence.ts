// A source's own numbers, checked: 1, 2, 3, … in each of its sessions. Messages don't tell their
// session, so a number that begins at 1 again or goes down opens another one, and several that
// run at the same time are kept apart by where each one goes on.
const sessionsMax = 8;

export class SequenceCheck {
  // The last number of each session that may go on, the latest first.
  #lasts: number[] = [];

  // The numbers that were skipped before this one, or null.
  skippedBefore(seq: number): { first: number; last: number } | null {
    if (this.#lasts[0] === seq - 1) {
      this.#lasts[0] = seq;
      return null;
    }
    const goesOn = this.#lasts.indexOf(seq - 1);
    if (goesOn >= 0) {
      this.#moveToFront(goesOn, seq);
      return null;
    }
    // The session that is nearest below is the one with the hole. Without any it is a new session.
    let nearest = -1;
    for (const [at, last] of this.#lasts.entries()) {
      if (last < seq && (nearest < 0 || last > (this.#lasts[nearest] as number))) nearest = at;
    }
    if (seq === 1 || nearest < 0) {
      this.#lasts.unshift(seq);
      if (this.#lasts.length > sessionsMax) this.#lasts.pop();
      return null;
    }
    const first = (this.#lasts[nearest] as number) + 1;
    this.#moveToFront(nearest, seq);
    return { first, last: seq - 1 };
  }

  #moveToFront(at: number, seq: number): void {
    this.#lasts.splice(at, 1);
    this.#lasts.unshift(seq);
  }
}
