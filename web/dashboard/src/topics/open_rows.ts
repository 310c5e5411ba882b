// The rows that are to be seen: the children of what is open, each node's up to a number that a
// person raises, and all in all no more than can be drawn in a frame.
import { SortedChildren } from './sorted_children.ts';
import type { TopicNode, TopicTree } from './topic_tree.ts';

export type TopicRow =
  | { kind: 'topic'; node: TopicNode; level: number; open: boolean; position: number; siblings: number }
  // Children that aren't drawn: so many, and how many of them wait to be sorted.
  | { kind: 'rest'; node: TopicNode; level: number; count: number; pending: number };

export interface Shown {
  rows: TopicRow[];
  // The limit for all was reached: there is more below that isn't drawn.
  cut: boolean;
}

export const rowsMax = 400;
export const childrenStep = 100;

export class OpenRows {
  // The first levels were opened, once there were some.
  firstOpened = false;
  #open = new Set<string>();
  #childrenMax = new Map<string, number>();
  readonly #tree: TopicTree;

  constructor(tree: TopicTree) {
    this.#tree = tree;
  }

  isOpen(node: TopicNode): boolean {
    return this.#open.has(node.path);
  }

  toggle(node: TopicNode, open = !this.isOpen(node)): void {
    if (open) this.#open.add(node.path);
    else this.#open.delete(node.path);
  }

  showMore(node: TopicNode): void {
    const shown = this.#childrenMax.get(node.path) ?? childrenStep;
    this.#childrenMax.set(node.path, shown + childrenStep);
  }

  // `hasTime`: whether more may be sorted in this frame.
  rows(hasTime: () => boolean): Shown {
    const shown: Shown = { rows: [], cut: false };
    this.#fill(shown, this.#tree.root, 1, hasTime);
    return shown;
  }

  #fill(shown: Shown, node: TopicNode, level: number, hasTime: () => boolean): void {
    if (!node.children) return;
    node.sorted ??= new SortedChildren(node.children);
    node.sorted.sortSome(hasTime);
    const max = this.#childrenMax.get(node.path) ?? childrenStep;
    const siblings = node.children.size;
    const drawn = node.sorted.shown.slice(0, max);
    for (const [i, child] of drawn.entries()) {
      if (shown.rows.length >= rowsMax) {
        shown.cut = true;
        return;
      }
      const open = child.children !== null && child.children.size > 0 && this.isOpen(child);
      shown.rows.push({ kind: 'topic', node: child, level, open, position: i + 1, siblings });
      if (open) this.#fill(shown, child, level + 1, hasTime);
    }
    const count = siblings - drawn.length;
    if (count > 0) shown.rows.push({ kind: 'rest', node, level, count, pending: node.sorted.pending });
  }
}
