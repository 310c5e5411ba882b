// A node's children in natural order, sorted a slice at a time: a hundred thousand at once would
// stop the page. What isn't sorted yet is not shown yet, and counted.
import { naturalOrder } from '../measure/natural_order.ts';
import type { TopicNode } from './topic_tree.ts';

const slice = 256;

export class SortedChildren {
  #sorted: TopicNode[] = [];
  // Those that were there at first; a map's iterator comes to what is added meanwhile, too.
  #first: Iterator<TopicNode> | null;
  #added = new Set<TopicNode>();
  // Some of the sorted ones are gone from the tree; they are left out when it is next drawn.
  #someGone = false;
  readonly #children: ReadonlyMap<string, TopicNode>;

  constructor(children: ReadonlyMap<string, TopicNode>) {
    this.#children = children;
    this.#first = children.values();
  }

  get pending(): number {
    return this.#children.size - this.#sorted.length;
  }

  get shown(): readonly TopicNode[] {
    return this.#sorted;
  }

  add(child: TopicNode): void {
    if (!this.#first) this.#added.add(child);
  }

  remove(child: TopicNode): void {
    if (!this.#added.delete(child)) this.#someGone = true;
  }

  // Goes on while there is time, and does one slice at least.
  sortSome(hasTime: () => boolean): void {
    if (this.#someGone) this.#sorted = this.#sorted.filter(({ gone }) => !gone);
    this.#someGone = false;
    do {
      const some = this.#some();
      if (some.length === 0) return;
      this.#merge(some.sort(byName));
    } while (hasTime());
  }

  #some(): TopicNode[] {
    const some: TopicNode[] = [];
    while (this.#first && some.length < slice) {
      const next = this.#first.next();
      if (next.done) this.#first = null;
      else some.push(next.value);
    }
    for (const each of this.#added) {
      if (some.length >= slice) break;
      some.push(each);
      this.#added.delete(each);
    }
    return some;
  }

  #merge(some: readonly TopicNode[]): void {
    const merged: TopicNode[] = [];
    let taken = 0;
    for (const each of some) {
      const end = place(this.#sorted, each, taken);
      for (; taken < end; taken++) merged.push(this.#sorted[taken] as TopicNode);
      merged.push(each);
    }
    for (; taken < this.#sorted.length; taken++) merged.push(this.#sorted[taken] as TopicNode);
    this.#sorted = merged;
  }
}

function byName(a: TopicNode, b: TopicNode): number {
  return naturalOrder(a.name, b.name);
}

// Where a child is to stand: before the first that doesn't come before it.
function place(sorted: readonly TopicNode[], child: TopicNode, from: number): number {
  let low = from;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byName(sorted[middle] as TopicNode, child) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
