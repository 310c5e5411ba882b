// Looks through all topics for a text, a slice at a time, and keeps the first that match.
import { naturalOrder } from '../measure/natural_order.ts';
import type { TopicNode, TopicTree } from './topic_tree.ts';

export const foundMax = 200;
const slice = 500;
// Topics that come while the text stands are found by looking anew.
const restMs = 2000;

export class TopicSearch {
  found: readonly TopicNode[] = [];
  // Matches beyond those that are kept.
  more = 0;
  done = true;
  #wanted = '';
  #begunAt = 0;
  #matching: TopicNode[] = [];
  #moreSoFar = 0;
  #rest: Iterator<TopicNode> | null = null;
  readonly #tree: TopicTree;

  constructor(tree: TopicTree) {
    this.#tree = tree;
  }

  get text(): string {
    return this.#wanted;
  }

  set(text: string): void {
    const wanted = text.trim().toLowerCase();
    if (wanted === this.#wanted) return;
    this.#wanted = wanted;
    this.found = [];
    this.more = 0;
    this.done = false;
    this.#rest = null;
  }

  step(now: number, hasTime: () => boolean): void {
    if (this.#wanted === '') return;
    if (!this.#rest) {
      if (this.done && now - this.#begunAt < restMs) return;
      this.#begunAt = now;
      this.#matching = [];
      this.#moreSoFar = 0;
      this.#rest = this.#tree.topics[Symbol.iterator]();
    }
    do {
      for (let i = 0; i < slice; i++) {
        const next = this.#rest.next();
        if (next.done) return this.#finish();
        this.#look(next.value);
      }
    } while (hasTime());
  }

  #look(node: TopicNode): void {
    if (!node.path.toLowerCase().includes(this.#wanted)) return;
    if (this.#matching.length < foundMax) this.#matching.push(node);
    else this.#moreSoFar++;
  }

  #finish(): void {
    this.#rest = null;
    this.done = true;
    this.more = this.#moreSoFar;
    this.found = this.#matching.sort((a, b) => naturalOrder(a.path, b.path));
  }
}
