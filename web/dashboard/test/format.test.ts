import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ago, dayOf, delta, inSeconds, timeOfDay } from '../src/format.ts';
import { extractCharacters, extractOf, lineOf } from '../src/payload.ts';
import { text } from './messages.ts';

test('the time since the one before reads as milliseconds, seconds, minutes, hours, days', () => {
  assert.equal(delta(null), '—');
  assert.equal(delta(0), '+0 ms');
  assert.equal(delta(0.4), '+0.4 ms');
  assert.equal(delta(210.3), '+210 ms');
  assert.equal(delta(999.4), '+999 ms');
  assert.equal(delta(999.6), '+1.000 s');
  assert.equal(delta(3120.4), '+3.120 s');
  assert.equal(delta(59_999), '+59.999 s');
  assert.equal(delta(59_999.9), '+1 min 00 s');
  assert.equal(delta(123_000), '+2 min 03 s');
  assert.equal(delta(3_720_000), '+1 h 02 min');
  assert.equal(delta(90_000_000), '+1 d 01 h');
  assert.equal(delta(-12), '−12 ms');
});

test('times of day are local and have milliseconds', () => {
  const at = new Date(2026, 10, 2, 3, 4, 5, 6).getTime();
  assert.equal(timeOfDay(at), '03:04:05.006');
  assert.equal(dayOf(at), '2026-11-02');
});

test('ago and in are whole seconds, and never negative', () => {
  assert.equal(ago(-5000), 'just now');
  assert.equal(ago(900), 'just now');
  assert.equal(ago(12_900), '12 s ago');
  assert.equal(ago(90_000), '1 min 30 s ago');
  assert.equal(inSeconds(-1), 'now');
  assert.equal(inSeconds(1), 'in 1 s');
  assert.equal(inSeconds(2500), 'in 3 s');
});

test('a text up to the limit is whole, one beyond is cut and says by how much', () => {
  assert.deepEqual(extractOf(text('x'.repeat(extractCharacters))), {
    text: 'x'.repeat(extractCharacters),
    rest: null,
  });
  assert.deepEqual(extractOf(text('x'.repeat(extractCharacters + 1))), {
    text: 'x'.repeat(extractCharacters),
    rest: '1 character more',
  });
  assert.equal(extractOf(text('x'.repeat(20_280))).rest, '20,000 characters more');
});

test('a text of many lines is cut after the fourth', () => {
  const cut = extractOf(text('a\nb\nc\nd\ne\nf'));
  assert.deepEqual(cut, { text: 'a\nb\nc\nd', rest: '4 characters more' });
  assert.equal(extractOf(text('a\nb\nc\nd')).rest, null);
});

test('a cut never halves a character', () => {
  const cut = extractOf(text('x'.repeat(extractCharacters - 1) + '😀😀'));
  assert.equal(cut.text, 'x'.repeat(extractCharacters - 1));
  assert.equal(cut.rest, '4 characters more');
});

test('a row is one line: line ends and control characters are shown as pictures', () => {
  assert.equal(lineOf(text('a\u0000b\u0007c\u007fd\te\r\nf\rg')).text, 'a␀b␇c␡d e⏎ f␍g');
});

test('binary is shown as hex, JSON with its own digits', () => {
  const bytes = Uint8Array.from({ length: 40 }, (_, i) => i);
  const cut = extractOf({ kind: 'binary', bytes });
  assert.match(cut.text, /^00 01 02 .* 1f$/);
  assert.equal(cut.rest, '8 bytes more');
  const json = { kind: 'json', source: '{"a":12345678901234567890}' } as const;
  assert.deepEqual(extractOf(json), { text: '{"a": 12345678901234567890}', rest: null });
});
