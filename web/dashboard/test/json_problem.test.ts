import assert from 'node:assert/strict';
import { test } from 'node:test';
import { jsonProblem } from '../src/send/json_problem.ts';

test('what JSON.parse takes is no problem, and what it refuses is told in its words', () => {
  for (const text of ['0', ' "a\\u00e9" ', '[]', '{"a":[1,{"b":null}]}', '-1.5e+7', '12345678901234567890']) {
    assert.equal(jsonProblem(text), null, text);
  }
  for (const text of ['', '{', '{"a":1,}', '[1 2]', '01', '"open']) assert.match(jsonProblem(text) ?? '', /JSON/, text);
});
