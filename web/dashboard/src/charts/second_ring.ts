// Which place of a ring belongs to which second, for the last 15 minutes. Each column of numbers has
// a place for each second; a second that begins has its places emptied.
export const secondsKept = 900;

export class SecondRing {
  // The latest second begun, and the first of all; before it nothing is known.
  head = -1;
  first = -1;

  // `empty`: clears the places of seconds that begin. False: too long ago to be kept.
  goTo(second: number, empty: (place: number) => void): boolean {
    if (this.head < 0) {
      this.first = second;
      this.head = second - 1;
    }
    if (second <= this.head - secondsKept) return false;
    const from = Math.max(this.head + 1, second - secondsKept + 1);
    for (let each = from; each <= second; each++) empty(each % secondsKept);
    this.head = Math.max(this.head, second);
    this.first = Math.min(this.first, second);
    return true;
  }

  clear(): void {
    this.head = -1;
    this.first = -1;
  }

  // The seconds up to `last`, oldest first, from where something is known.
  seconds(last: number): number[] {
    const from = Math.max(this.first, last - secondsKept + 1, this.head - secondsKept + 1);
    return this.head < 0 ? [] : Array.from({ length: Math.max(0, last - from + 1) }, (_, i) => from + i);
  }
}

export const placeOf = (second: number) => second % secondsKept;

// What a chart shows of the seconds that are kept: all, but no more than there are, and no less than
// a minute, so that a page that was just opened has no stroke in an empty frame.
export function spanOf(seconds: readonly number[], end: number): [number, number] {
  const begin = Math.min(seconds[0] ?? end, end - 59);
  return [Math.max(begin, end - secondsKept + 1), end];
}
