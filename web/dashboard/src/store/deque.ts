// A list that grows and shrinks at both ends in O(1). An element keeps its index for as long as it
// is in the list, whatever happens at the ends, so that a table can hold on to its place.
export class Deque<T> {
  // The index of the oldest element, and the one behind the newest. `first` may become negative.
  first = 0;
  end = 0;
  #slots: (T | undefined)[] = new Array<T | undefined>(64);

  get length(): number {
    return this.end - this.first;
  }

  at(index: number): T | undefined {
    if (index < this.first || index >= this.end) return undefined;
    return this.#slots[index & (this.#slots.length - 1)];
  }

  pushBack(element: T): number {
    if (this.length === this.#slots.length) this.#grow();
    this.#slots[this.end & (this.#slots.length - 1)] = element;
    return this.end++;
  }

  pushFront(element: T): number {
    if (this.length === this.#slots.length) this.#grow();
    this.first--;
    this.#slots[this.first & (this.#slots.length - 1)] = element;
    return this.first;
  }

  popFront(): T | undefined {
    if (this.first === this.end) return undefined;
    return this.#take(this.first++);
  }

  popBack(): T | undefined {
    if (this.first === this.end) return undefined;
    return this.#take(--this.end);
  }

  #take(index: number): T | undefined {
    const slot = index & (this.#slots.length - 1);
    const element = this.#slots[slot];
    this.#slots[slot] = undefined;
    return element;
  }

  // The length is a power of two, so that an index finds its slot by its low bits.
  #grow(): void {
    const wider = new Array<T | undefined>(this.#slots.length * 2);
    for (let index = this.first; index < this.end; index++) {
      wider[index & (wider.length - 1)] = this.#slots[index & (this.#slots.length - 1)];
    }
    this.#slots = wider;
  }
}
