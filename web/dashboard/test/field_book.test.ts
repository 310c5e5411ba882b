import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FieldBook, fieldsMax, picksMax, pointsMax, type Field } from '../src/charts/field_book.ts';
import { numberAt, numbersIn } from '../src/charts/json_numbers.ts';
import { heard, hubStart as t0 } from './heard_message.ts';

function say(book: FieldBook, topic: string, json: unknown, atMs = 0): void {
  book.add(heard('a', t0 + atMs, { topic, json }), t0 + atMs);
}

const field = (book: FieldBook, name: string): Field =>
  book.fields.find((each) => each.name === name) ?? assert.fail(`no ${name}`);

test('numbers are found wherever they are in a JSON value, and found again', () => {
  const value = { celsius: 71.5, on: true, axis: { x: 1, 'y y': [2, { z: 3 }] }, name: '4', none: null };
  const found = numbersIn(value);
  assert.deepEqual(found.map(({ path }) => path), ['celsius', 'axis.x', 'axis["y y"][0]', 'axis["y y"][1].z']);
  assert.deepEqual(found.map(({ steps }) => numberAt(value, steps)), [71.5, 1, 2, 3]);
  assert.deepEqual(numbersIn(42), [{ steps: [], path: '(value)' }]);
  assert.deepEqual([numberAt({ a: 'x' }, ['a']), numberAt(null, ['a']), numberAt({}, ['constructor'])], [null, null, null]);
});

test('deep, long and wide values are looked at only so far', () => {
  assert.equal(numbersIn([[[[[[1]]]]]]).length, 0);
  assert.equal(numbersIn(Array.from({ length: 1000 }, (_, i) => i)).length, 8);
  assert.equal(numbersIn(Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i]))).length, 64);
});

test('fields are listed by topic, and what is picked is followed from then on', () => {
  const book = new FieldBook();
  say(book, 'oven', { celsius: 200, on: true });
  book.pick(field(book, 'oven celsius'));
  for (let i = 1; i <= 3; i++) say(book, 'oven', { celsius: 200 + i }, i * 1000);
  say(book, 'oven', { celsius: 'hot' }, 4000);
  say(book, 'other', { celsius: 1 }, 5000);
  const points = book.picked[0]?.points ?? assert.fail('nothing picked');
  assert.deepEqual([...points.values], [201, 202, 203]);
  assert.deepEqual([...points.times], [1000, 2000, 3000].map((ms) => t0 + ms));
  assert.equal(book.picked[0]?.last, 203);
  book.unpick(field(book, 'oven celsius'));
  assert.equal(book.picked.length, 0);
});

test('a picked field keeps its last points, oldest first', () => {
  const book = new FieldBook();
  say(book, 'n', 0);
  book.pick(field(book, 'n (value)'));
  for (let i = 1; i <= pointsMax + 5; i++) say(book, 'n', i, i * 10);
  const { values } = book.picked[0]?.points ?? assert.fail('nothing picked');
  assert.deepEqual([values.length, values[0], values.at(-1)], [pointsMax, 6, pointsMax + 5]);
});

test('so many fields are listed and so many picked, and no more', () => {
  const book = new FieldBook();
  for (let i = 0; i < fieldsMax + 50; i++) say(book, `t${i}`, { v: i }, i * 1000);
  assert.deepEqual([book.fields.length, book.more], [fieldsMax, true]);
  for (let i = 0; i < picksMax; i++) assert.equal(book.pick(field(book, `t${i} v`)), true);
  assert.equal(book.pick(field(book, 't9 v')), false);
  assert.equal(book.pick(field(book, 't0 v')), true);
  assert.equal(book.picked.length, picksMax);
});

test('a burst is parsed only so many times a second, and what is skipped is counted', () => {
  const book = new FieldBook();
  say(book, 'n', 0);
  book.pick(field(book, 'n (value)'));
  for (let i = 0; i < 5000; i++) say(book, 'n', i, 1000 + i / 10);
  const [points] = book.picked;
  assert.ok(points && points.count <= 400 && points.count + points.skipped === 5000);
});

test('text, binary, long and broken payloads are passed over', () => {
  const book = new FieldBook();
  book.add(heard('a', t0, { text: '42' }), t0);
  book.add(heard('a', t0, { payload: { kind: 'binary', bytes: Uint8Array.of(1) } }), t0);
  book.add(heard('a', t0, { payload: { kind: 'json', source: '{"v":' } }), t0);
  book.add(heard('a', t0, { payload: { kind: 'json', source: `[${'1,'.repeat(10_000)}1]` } }), t0);
  assert.equal(book.fields.length, 0);
});
