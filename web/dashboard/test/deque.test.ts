import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Deque } from '../src/store/deque.ts';

const all = <T>(deque: Deque<T>) => Array.from({ length: deque.length }, (_, i) => deque.at(deque.first + i));

test('both ends grow and shrink, and an element keeps its index', () => {
  const deque = new Deque<string>();
  const b = deque.pushBack('b');
  const a = deque.pushFront('a');
  const c = deque.pushBack('c');
  for (let i = 0; i < 500; i++) {
    deque.pushBack(`back ${i}`);
    deque.pushFront(`front ${i}`);
  }
  assert.deepEqual([a, b, c].map((index) => deque.at(index)), ['a', 'b', 'c']);
  for (let i = 0; i < 500; i++) {
    deque.popBack();
    deque.popFront();
  }
  assert.deepEqual(all(deque), ['a', 'b', 'c']);
  assert.equal(deque.at(c + 1), undefined);
  assert.equal(deque.at(a - 1), undefined);
});

test('used as a ring it stays in its order for ever', () => {
  const deque = new Deque<number>();
  for (let i = 0; i < 10_000; i++) {
    deque.pushBack(i);
    if (deque.length > 100) assert.equal(deque.popFront(), i - 100);
  }
  assert.deepEqual(all(deque), Array.from({ length: 100 }, (_, i) => 9900 + i));
});

test('empty it gives nothing', () => {
  const deque = new Deque<number>();
  assert.equal(deque.popFront(), undefined);
  assert.equal(deque.popBack(), undefined);
  assert.equal(deque.length, 0);
});
