import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OpenRows } from '../src/topics/open_rows.ts';
import { TopicTree } from '../src/topics/topic_tree.ts';
import { treeStep } from '../src/topics/tree_keys.ts';

// f (open), f/a (open), f/a/1, f/b (closed), g
function rowsOfTree() {
  const tree = new TopicTree();
  for (const topic of ['f/a/1', 'f/b/1', 'g']) tree.setHubCount(topic, 1);
  const open = new OpenRows(tree);
  for (const path of ['f', 'f/a']) open.toggle(tree.find(path) ?? assert.fail(path));
  return open.rows(() => true).rows;
}

const rows = rowsOfTree();
// The step as text: where the focus goes, or what becomes of which node.
function step(key: string, at: number): string | null {
  const done = treeStep(key, rows, at);
  return done && (done.kind === 'focus' ? `focus ${done.row}` : `${done.kind} ${done.node.path}`);
}

test('up, down, home and end walk over the rows that are to be seen', () => {
  assert.deepEqual(rows.map(({ node }) => node.path), ['f', 'f/a', 'f/a/1', 'f/b', 'g']);
  assert.deepEqual(['ArrowDown', 'ArrowUp', 'Home', 'End'].map((key) => step(key, 2)), ['focus 3', 'focus 1', 'focus 0', 'focus 4']);
  assert.deepEqual([step('ArrowUp', 0), step('ArrowDown', 4), step('Home', 0)], [null, null, null]);
});

test('right opens, then goes in; left closes, then goes out', () => {
  assert.deepEqual([step('ArrowRight', 3), step('ArrowRight', 0), step('ArrowRight', 4)], ['open f/b', 'focus 1', null]);
  assert.deepEqual([step('ArrowLeft', 1), step('ArrowLeft', 2), step('ArrowLeft', 3), step('ArrowLeft', 4)], ['close f/a', 'focus 1', 'focus 0', null]);
});

test('enter uses a row, space opens and closes it', () => {
  assert.deepEqual([step('Enter', 0), step('Enter', 2)], ['use f', 'use f/a/1']);
  assert.deepEqual([step(' ', 0), step(' ', 3), step(' ', 4)], ['close f', 'open f/b', 'use g']);
  assert.deepEqual([step('x', 0), step('Enter', 99)], [null, null]);
});
