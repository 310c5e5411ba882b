// When which offset was stored, as far as this page has seen it.
interface TimePoint {
  offset: number;
  time: number;
}

const pointsMax = 200;

export class TimePoints {
  #points: TimePoint[] = [];

  add(offset: number, time: number): void {
    const points = this.#points;
    const at = this.#indexOf(offset);
    points.splice(at, points[at]?.offset === offset ? 1 : 0, { offset, time });
    // Every other one will do as well.
    if (points.length > pointsMax) this.#points = points.filter((_, i) => i % 2 === 0 || i === points.length - 1);
  }

  // Null where nothing is known; else as the nearest that is.
  at(offset: number): { time: number; exact: boolean } | null {
    const at = this.#indexOf(offset);
    const nearest = this.#points[at] ?? this.#points[at - 1];
    return nearest ? { time: nearest.time, exact: nearest.offset === offset } : null;
  }

  #indexOf(offset: number): number {
    let [low, high] = [0, this.#points.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#points[middle] as TimePoint).offset < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
