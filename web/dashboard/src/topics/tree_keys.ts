// What a key does in a tree, after the WAI-ARIA pattern: which row gets the focus, and what becomes
// of the row that has it.
import type { TopicRow } from './open_rows.ts';
import type { TopicNode } from './topic_tree.ts';

export type TreeStep =
  | { kind: 'focus'; row: number }
  | { kind: 'open' | 'close' | 'use'; node: TopicNode }
  | { kind: 'more'; node: TopicNode };

export function treeStep(key: string, rows: readonly TopicRow[], at: number): TreeStep | null {
  const row = rows[at];
  if (!row) return null;
  const { node } = row;
  const focus = (to: number): TreeStep | null => (rows[to] && to !== at ? { kind: 'focus', row: to } : null);
  switch (key) {
    case 'ArrowDown':
      return focus(at + 1);
    case 'ArrowUp':
      return focus(at - 1);
    case 'Home':
      return focus(0);
    case 'End':
      return focus(rows.length - 1);
    case 'ArrowRight':
      if (row.kind === 'rest' || !node.children?.size) return null;
      return row.open ? focus(at + 1) : { kind: 'open', node };
    case 'ArrowLeft':
      if (row.kind === 'topic' && row.open) return { kind: 'close', node };
      return focus(parentOf(rows, at));
    case 'Enter':
      return row.kind === 'rest' ? { kind: 'more', node } : { kind: 'use', node };
    case ' ':
      if (row.kind === 'rest') return { kind: 'more', node };
      return node.children?.size ? { kind: row.open ? 'close' : 'open', node } : { kind: 'use', node };
    default:
      return null;
  }
}

// The nearest row above that is a level further out; -1: there is none.
function parentOf(rows: readonly TopicRow[], at: number): number {
  const level = rows[at]?.level ?? 0;
  let above = at - 1;
  while (above >= 0 && (rows[above]?.level ?? 0) >= level) above--;
  return above;
}
