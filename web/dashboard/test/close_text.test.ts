import assert from 'node:assert/strict';
import { test } from 'node:test';
import { explainClose } from '../src/close_text.ts';

test('a close is explained: known codes in words, others by number and reason', () => {
  assert.match(explainClose(4101, 'too_many_connections') ?? '', /too many connections/);
  assert.equal(explainClose(4050, 'odd'), 'code 4050, odd');
  assert.equal(explainClose(4050, ''), 'code 4050');
  assert.equal(explainClose(1006, ''), null);
  assert.equal(explainClose(null, 'nothing heard'), 'nothing heard');
});
