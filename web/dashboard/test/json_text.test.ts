import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compactJson, indentedPieces, memberSource } from '../src/json_text.ts';

const indentedJson = (source: string) => [...indentedPieces(source)].join('');

test('a member is found among strings and nested members that look like it', () => {
  const text = '{"a":"\\"data\\":1","b":{"data":2},"c":[{"data":3}], "data" : {"x":[1,"}"]} ,"d":4}';
  assert.equal(memberSource(text, 'data'), '{"x":[1,"}"]}');
});

test('a member may stand last, and of two of one name the last counts, as for JSON.parse', () => {
  assert.equal(memberSource('{"data":1.50}', 'data'), '1.50');
  assert.equal(memberSource('{"data":1,"data":2}', 'data'), '2');
});

test('a member that is not there is null', () => {
  assert.equal(memberSource('{"b":{"data":2}}', 'data'), null);
  assert.equal(memberSource('{}', 'data'), null);
});

test('compact JSON is one line and leaves strings and numbers alone', () => {
  assert.equal(
    compactJson('{ "a" :1.50,\n"b":[1, -2e5,{}], "c":"x: , \\" {" }'),
    '{"a": 1.50, "b": [1, -2e5, {}], "c": "x: , \\" {"}',
  );
});

test('compact JSON that was cut inside a string is shown as far as it goes', () => {
  assert.equal(compactJson('{"a":"begin'), '{"a": "begin');
});

test('indented JSON has one member to a line', () => {
  assert.equal(
    indentedJson('{"a":[1,{}],"b":[],"c":true}'),
    '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": [],\n  "c": true\n}',
  );
});

test('indented JSON means the same as before', () => {
  const value = { a: [1, 'two, "three"', null, { b: {} }], c: 'ü\n', d: [[], [[]]] };
  assert.deepEqual(JSON.parse(indentedJson(JSON.stringify(value))), value);
  assert.equal(indentedJson(JSON.stringify(value)), JSON.stringify(value, null, 2));
});
