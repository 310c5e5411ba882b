import assert from 'node:assert/strict';
import { test } from 'node:test';
import { childrenStep, OpenRows, rowsMax } from '../src/topics/open_rows.ts';
import { TopicSearch } from '../src/topics/topic_search.ts';
import { TopicTree, type TopicNode } from '../src/topics/topic_tree.ts';
import { heard, hubStart as t0 } from './heard_message.ts';

const always = () => true;
const never = () => false;

function say(tree: TopicTree, topic: string, fields: Parameters<typeof heard>[2] = {}, atMs = 0): void {
  tree.add(heard('alice', t0 + atMs, { topic, ...fields }), t0 + atMs);
}

const get = (tree: TopicTree, path: string): TopicNode => tree.find(path) ?? assert.fail(`no ${path}`);
const names = (open: OpenRows, hasTime = always) =>
  open.rows(hasTime).rows.map((row) => (row.kind === 'topic' ? row.node.path : `+${row.count}`));

test('a level counts its own messages and all below it', () => {
  const tree = new TopicTree();
  for (const topic of ['a/b/c', 'a/b/c', 'a/b', 'a/d', 'e']) say(tree, topic);
  assert.deepEqual(['a', 'a/b', 'a/b/c', 'e'].map((path) => get(tree, path).count), [4, 3, 2, 1]);
  assert.deepEqual([tree.size, tree.root.count, get(tree, 'a').topics], [4, 5, 3]);
  assert.deepEqual([get(tree, 'a').isTopic, get(tree, 'a/b').isTopic], [false, true]);
  assert.ok(tree.rate(get(tree, 'a'), t0) > tree.rate(get(tree, 'e'), t0));
});

test('a branch is filtered with all below it, a leaf by itself', () => {
  const tree = new TopicTree();
  say(tree, 'a/b/c');
  assert.deepEqual(['a', 'a/b', 'a/b/c'].map((path) => get(tree, path).filter), ['a/#', 'a/b/#', 'a/b/c']);
});

test('empty levels are levels', () => {
  const tree = new TopicTree();
  for (const topic of ['/a', 'a/', 'a', '/']) say(tree, topic);
  assert.equal(tree.size, 4);
  assert.deepEqual(['/a', 'a/', 'a', '/'].map((path) => get(tree, path).count), [1, 1, 2, 1]);
});

test('the last value is kept, and whether it changed', () => {
  const tree = new TopicTree();
  say(tree, 'a', { json: { v: 1 } });
  const node = get(tree, 'a');
  assert.equal(node.changes, 1);
  say(tree, 'a', { json: { v: 1 } });
  assert.equal(node.changes, 1);
  say(tree, 'a', { json: { v: 2 } });
  assert.equal(node.changes, 2);
  assert.equal(node.last?.extract.text, '{"v": 2}');
});

test('of a long value the beginning is kept, and its length', () => {
  const tree = new TopicTree();
  say(tree, 'a', { text: 'x'.repeat(5280) });
  const node = get(tree, 'a');
  assert.deepEqual(node.last?.extract, { text: 'x'.repeat(280), rest: '5,000 characters more' });
  say(tree, 'a', { text: 'x'.repeat(5280) });
  assert.equal(node.changes, 1);
  say(tree, 'a', { text: 'x'.repeat(5281) });
  assert.equal(node.changes, 2);
  say(tree, 'a', { payload: { kind: 'binary', bytes: Uint8Array.of(1, 2) } });
  say(tree, 'a', { payload: { kind: 'binary', bytes: Uint8Array.of(1, 2) } });
  say(tree, 'a', { payload: { kind: 'binary', bytes: Uint8Array.of(1, 3) } });
  assert.equal(node.changes, 4);
});

test('the hub’s counts add up, and are replaced by later ones', () => {
  const tree = new TopicTree();
  tree.setHubCount('a/b', 5);
  tree.setHubCount('a/c', 7);
  tree.setHubCount('a/b', 6);
  assert.deepEqual(['a', 'a/b', 'a/c'].map((path) => get(tree, path).hubCount), [13, 6, 7]);
  assert.equal(get(tree, 'a').count, 0);
});

test('past the limit the longest silent topics go, with the levels that held nothing else', () => {
  const tree = new TopicTree(3);
  const open = new OpenRows(tree);
  for (const [i, topic] of ['a/b/c', 'a/d', 'e', 'a/d'].entries()) say(tree, topic, {}, i);
  tree.setHubCount('a/b/c', 9);
  open.toggle(get(tree, 'a'));
  assert.deepEqual(names(open), ['a', 'a/b', 'a/d', 'e']);
  say(tree, 'f', {}, 10);
  assert.equal(tree.find('a/b'), null);
  assert.deepEqual([tree.letGo, tree.size, get(tree, 'a').topics, get(tree, 'a').hubCount], [1, 3, 1, 0]);
  assert.deepEqual(names(open), ['a', 'a/d', 'e', 'f']);
  say(tree, 'a/b/c', {}, 11);
  assert.deepEqual(names(open), ['a', 'a/b', 'a/d', 'f']);
  tree.setHubCount('unheard', 1);
  assert.deepEqual([tree.find('unheard'), tree.letGo], [null, 3]);
});

test('rows are in natural order, closed until they are opened, and know their place', () => {
  const tree = new TopicTree();
  for (const line of ['line10', 'line2', 'line1']) say(tree, `f/${line}/press`);
  const open = new OpenRows(tree);
  assert.deepEqual(names(open), ['f']);
  open.toggle(get(tree, 'f'));
  assert.deepEqual(names(open), ['f', 'f/line1', 'f/line2', 'f/line10']);
  const row = open.rows(always).rows[2];
  assert.ok(row?.kind === 'topic');
  assert.deepEqual([row.level, row.position, row.siblings, row.open], [2, 2, 3, false]);
  open.toggle(get(tree, 'f'));
  assert.deepEqual(names(open), ['f']);
});

test('a hundred thousand children are sorted in slices, and shown a step at a time', () => {
  const tree = new TopicTree();
  for (let i = 99_999; i >= 0; i--) tree.setHubCount(`p/s${i}`, 1);
  const open = new OpenRows(tree);
  open.toggle(get(tree, 'p'));
  const first = open.rows(never).rows.at(-1);
  assert.ok(first?.kind === 'rest' && first.pending > 90_000);
  open.rows(always);
  const { rows, cut } = open.rows(never);
  assert.equal(rows.length, 1 + childrenStep + 1);
  assert.deepEqual(rows.slice(1, 4).map(({ node }) => node.name), ['s0', 's1', 's2']);
  const rest = rows.at(-1);
  assert.ok(rest?.kind === 'rest' && rest.pending === 0 && rest.count === 100_000 - childrenStep && !cut);
  for (let i = 0; i < 5; i++) open.showMore(get(tree, 'p'));
  assert.deepEqual([open.rows(never).rows.length, open.rows(never).cut], [rowsMax, true]);
});

test('what comes and goes while children are being sorted is in its place in the end', () => {
  const tree = new TopicTree(1000);
  for (let i = 0; i < 1000; i++) say(tree, `p/s${i}`, {}, i);
  const open = new OpenRows(tree);
  open.toggle(get(tree, 'p'));
  open.rows(never);
  for (let i = 1000; i < 1600; i++) say(tree, `p/s${i}`, {}, i);
  open.rows(always);
  for (let i = 1600; i < 1700; i++) say(tree, `p/s${i}`, {}, i);
  for (const i of [0, 1650]) say(tree, `p/s${i}`, {}, 2000);
  for (let i = 0; i < 10; i++) open.showMore(get(tree, 'p'));
  const shown = names(open);
  assert.deepEqual(shown.slice(0, 4), ['p', 'p/s0', 'p/s701', 'p/s702']);
  assert.equal(shown.length, rowsMax);
  assert.equal(get(tree, 'p').sorted?.pending, 0);
  assert.equal(get(tree, 'p').sorted?.shown.at(-1)?.name, 's1699');
});

test('a search goes in slices and ends with the first matches in order', () => {
  const tree = new TopicTree();
  for (let i = 0; i < 3000; i++) tree.setHubCount(`Plant/s${i}`, 1);
  const search = new TopicSearch(tree);
  search.set(' plant/S29 ');
  search.step(0, never);
  assert.equal(search.done, false);
  search.step(0, always);
  assert.equal(search.done, true);
  assert.deepEqual(search.found.slice(0, 3).map(({ name }) => name), ['s29', 's290', 's291']);
  assert.equal(search.found.length + search.more, 1 + 10 + 100);
  say(tree, 'plant/s29x');
  search.step(100, always);
  assert.equal(search.found.length, 111);
  search.step(5000, always);
  assert.equal(search.found.length, 112);
  search.set('');
  assert.deepEqual([search.found.length, search.text], [0, '']);
});
