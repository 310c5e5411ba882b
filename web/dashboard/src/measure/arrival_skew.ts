// What the page's clock is ahead of the hub's, and the quickest way between them: the least time
// from the hub's stamp to a message's arrival. What came out of the history is old and never the
// least for long; a clock that is put back is followed within two spans.
const spanMs = 60_000;

export class ArrivalSkew {
  #least = Infinity;
  #leastBefore = Infinity;
  #spanEnd = -Infinity;

  add(hubMs: number, arrivedAt: number): void {
    if (arrivedAt >= this.#spanEnd) {
      this.#leastBefore = this.#least;
      this.#least = Infinity;
      this.#spanEnd = arrivedAt + spanMs;
    }
    if (arrivedAt - hubMs < this.#least) this.#least = arrivedAt - hubMs;
  }

  // 0 until the first message.
  get ms(): number {
    const least = Math.min(this.#least, this.#leastBefore);
    return least === Infinity ? 0 : least;
  }
}
