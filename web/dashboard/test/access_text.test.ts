import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accessText } from '../src/access_text.ts';
import type { ConnectionState } from '../src/connection.ts';
import { announcement, statusText } from '../src/status_text.ts';

const refused = (code: number, withToken = false, hubSays: string | null = 'its words'): ConnectionState => ({
  kind: 'refused', since: 0, code, reason: 'r', hubSays, withToken,
});

for (const [what, state, label] of [
  ['no token', refused(4001), 'Token needed'],
  ['a bad token', refused(4001, true), 'Token refused'],
  ['too few rights', refused(4003, true), 'Not permitted'],
  ['a token that has run out', refused(4201, true), 'Token expired'],
] as const) {
  test(`${what}: the page says so and asks for a token`, () => {
    const text = accessText(state, false);
    assert.equal(text?.label, label);
    assert.equal(text.hubSays, 'its words');
    assert.match(text.advice, /^Paste /);
    assert.equal(statusText(state, 0, 0).label, label);
    assert.equal(announcement(state), `${text.heading}.`);
  });
}

test('beside rows it says that nothing will be lost', () => {
  assert.match(accessText(refused(4201, true), true)?.advice ?? '', /goes on where it stopped/);
  assert.doesNotMatch(accessText(refused(4201, true), false)?.advice ?? '', /goes on/);
});

test('where a token would not help, none is asked for', () => {
  assert.equal(accessText(refused(4042), true), null);
  assert.equal(accessText({ kind: 'live', since: 0 }, true), null);
});
