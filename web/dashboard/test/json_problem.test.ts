import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonProblem } from '../src/send/json_problem.ts';

const place = (text: string) => {
  const problem = jsonProblem(text);
  return problem && `${problem.line}:${problem.column} ${problem.expected}`;
};

test('what JSON.parse takes is no problem', () => {
  for (const text of ['0', ' "a\\u00e9" ', '[]', '{"a":[1,{"b":null}]}', '-1.5e+7', '12345678901234567890']) {
    assert.equal(jsonProblem(text), null, text);
  }
});

test('the first error is named by its line and column', () => {
  const cases: [string, RegExp][] = [
    ['', /^1:1 a value /],
    ['{', /^1:2 a name .* or “}”/],
    ['{"a":1,}', /^1:8 a name in double quotes is/],
    ['{"a" 1}', /^1:6 a colon/],
    ['{"a":}', /^1:6 a value is/],
    ['{a:1}', /^1:2 a name/],
    ['[1,]', /^1:4 a value is/],
    ['[1 2]', /^1:4 a comma/],
    ['[1}', /^1:3 a comma/],
    ['[', /^1:2 a value or “]”/],
    ['01', /^1:2 a comma or the end/],
    ['1 2', /^1:3 a comma or the end/],
    ['}', /^1:1 a value/],
    ['{"a":tru}', /^1:6 a value/],
    ['"a\nb"', /^1:3 a string/],
    ['"a\\x"', /^1:3 a string/],
    ['"open', /^1:6 a string/],
    ['{\n  "a": 1,\n  "b": NaN\n}', /^3:8 a value/],
    ['["😀", x]', /^1:7 a value/],
  ];
  for (const [text, expected] of cases) assert.match(place(text) ?? 'none', expected, JSON.stringify(text));
});

test('deep nesting is no problem for the checker', () => {
  assert.equal(place('['.repeat(50_000) + '1'), '1:50002 a comma or the end is due here');
});
