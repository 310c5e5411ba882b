// Things in the order in which they were last heard, so that the longest silent is found at once.
export interface Linked<T> {
  older: T | null;
  newer: T | null;
}

export class Recency<T extends Linked<T>> {
  oldest: T | null = null;
  #newest: T | null = null;

  touch(item: T): void {
    if (this.#newest === item) return;
    this.remove(item);
    item.older = this.#newest;
    if (this.#newest) this.#newest.newer = item;
    else this.oldest = item;
    this.#newest = item;
  }

  remove(item: T): void {
    if (item.older) item.older.newer = item.newer;
    else if (this.oldest === item) this.oldest = item.newer;
    if (item.newer) item.newer.older = item.older;
    else if (this.#newest === item) this.#newest = item.older;
    item.older = null;
    item.newer = null;
  }
}
