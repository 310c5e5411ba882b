import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPublishers } from '../src/sources/publishers.ts';
import { SourceBook, type Source } from '../src/sources/source_book.ts';
import { SourceOrder } from '../src/sources/source_order.ts';
import { heard, hubStart as t0, hubTimeText } from './heard_message.ts';

// The page's clock is so much ahead of the hub's.
const ahead = 5000;

function get(book: SourceBook, name: string): Source {
  for (const source of book.sources) if (source.name === name) return source;
  throw new Error(`no ${name}`);
}

function say(book: SourceBook, source: string, atMs: number): void {
  book.add(heard(source, t0 + atMs), t0 + atMs + ahead);
}

function presence(book: SourceBook, source: string, atMs: number, fields: object): void {
  const message = heard('hub', t0 + atMs, { topic: `$hub/publishers/${source}`, json: fields });
  book.add(message, t0 + atMs + ahead);
}

test('a message tells who spoke, when, and how often', () => {
  const book = new SourceBook();
  for (let i = 0; i < 60; i++) say(book, 'alice', i * 1000);
  const alice = get(book, 'alice');
  assert.equal(alice.count, 60);
  assert.equal(book.silence(alice, t0 + 61_000 + ahead), 2000);
  const rate = book.rate(alice, t0 + 59_000 + ahead);
  assert.ok(rate > 0.9 && rate < 1.15, `${rate}`);
  assert.ok(book.rate(alice, t0 + 600_000 + ahead) < 0.001);
});

test('a source is late by more than its own habit, whatever the clocks differ by', () => {
  const book = new SourceBook();
  for (let i = 0; i <= 20; i++) say(book, 'alice', i * 5000);
  const alice = get(book, 'alice');
  assert.equal(book.lateBy(alice, t0 + 105_500 + ahead), 0);
  assert.equal(book.lateBy(alice, t0 + 115_000 + ahead), 10_000);
});

test('what comes late out of the history does not make its source look fresh', () => {
  const book = new SourceBook();
  book.add(heard('alice', t0), t0 + 60_000);
  book.add(heard('bob', t0 + 59_990), t0 + 60_000);
  assert.equal(book.silence(get(book, 'alice'), t0 + 60_000), 59_990);
});

test('presence comes and goes with the hub’s word, and is no message of a source', () => {
  const book = new SourceBook();
  assert.equal(book.presenceKnown, false);
  presence(book, 'alice', 0, { state: 'online', address: '10.0.0.7:4711', session: 's1' });
  const alice = get(book, 'alice');
  assert.equal(book.presenceKnown, true);
  assert.deepEqual([alice.presence, alice.address, alice.since, alice.count], ['online', '10.0.0.7:4711', t0, 0]);
  presence(book, 'alice', 9000, { state: 'offline', session: 's1', reason: 'timeout' });
  assert.deepEqual([alice.presence, alice.reason, alice.since], ['offline', 'timeout', t0 + 9000]);
  assert.equal(book.size, 1);
});

test('the end of an older connection is not the end of the source', () => {
  const book = new SourceBook();
  presence(book, 'alice', 0, { state: 'online', session: 's1' });
  presence(book, 'alice', 10, { state: 'online', session: 's2' });
  presence(book, 'alice', 20, { state: 'offline', session: 's1', reason: 'closed' });
  assert.equal(get(book, 'alice').presence, 'online');
  presence(book, 'alice', 30, { state: 'offline', session: 's2', reason: 'taken_over' });
  assert.equal(get(book, 'alice').presence, 'online');
});

test('who is offline is not late, and who speaks again is not offline', () => {
  const book = new SourceBook();
  for (let i = 0; i <= 20; i++) say(book, 'alice', i * 1000);
  presence(book, 'alice', 20_500, { state: 'offline', session: '', reason: 'closed' });
  assert.equal(book.lateBy(get(book, 'alice'), t0 + 999_000), 0);
  say(book, 'alice', 30_000);
  assert.equal(get(book, 'alice').presence, 'unknown');
});

test('presence that can’t be read changes nothing', () => {
  const book = new SourceBook();
  for (const json of [null, [], 'online', { state: 'maybe' }, {}]) presence(book, 'alice', 0, json as object);
  presence(book, 'no such name', 0, { state: 'online' });
  assert.equal(book.size, 0);
});

test('the list of publishers tells who is connected; what the hub said since is newer', () => {
  const book = new SourceBook();
  presence(book, 'bob', 0, { state: 'online', session: 'b' });
  presence(book, 'carol', 9000, { state: 'online', session: 'c' });
  const text = JSON.stringify({
    publishers: [
      { source: 'alice', session: 'a2', address: 'h:2', connected_at: hubTimeText(t0 + 500), messages: 1, bytes: 1, last_message_at: null },
      { source: 'alice', session: 'a1', address: 'h:1', connected_at: hubTimeText(t0 + 100), messages: 7, bytes: 9, last_message_at: hubTimeText(t0 + 400) },
      { source: 7 },
      null,
    ],
  });
  const answer = readPublishers(200, text);
  assert.equal(answer.kind === 'list' && answer.unreadable, 2);
  book.takePublishers(answer, t0 + 8000 + ahead);
  const alice = get(book, 'alice');
  assert.deepEqual([alice.presence, alice.since, alice.address, alice.lastTime], ['online', t0 + 100, 'h:1', t0 + 400]);
  assert.equal(get(book, 'bob').presence, 'offline');
  assert.equal(get(book, 'carol').presence, 'online');
});

test('without the list presence is not known, and why is', () => {
  for (const [status, kind] of [[403, 'forbidden'], [401, 'forbidden'], [404, 'untold'], [500, 'failed']] as const) {
    const book = new SourceBook();
    book.takePublishers(readPublishers(status, '{}'), 0);
    assert.deepEqual([book.presenceKnown, book.answer], [false, kind]);
  }
  for (const text of ['', '<html>', '[]', '{"publishers":{}}', 'null']) {
    assert.deepEqual(readPublishers(200, text), { kind: 'failed' });
  }
});

test('past the limit the longest silent is let go, and that is counted', () => {
  const book = new SourceBook(3);
  for (const [i, name] of ['a', 'b', 'c', 'a', 'd', 'e'].entries()) say(book, name, i);
  assert.deepEqual([...book.sources].map(({ name }) => name).sort(), ['a', 'd', 'e']);
  assert.equal(book.letGo, 2);
});

test('sources are listed in the order asked for, late ones first by state', () => {
  const book = new SourceBook();
  for (let i = 0; i <= 10; i++) say(book, 'late', i * 1000);
  for (let i = 0; i <= 40; i++) for (const name of ['p10', 'p2']) say(book, name, i * 1000);
  const now = t0 + 40_100 + ahead;
  const names = (column: 'state' | 'name' | 'count', descending = false, search = '') =>
    new SourceOrder().list(book, { column, descending }, search, true, now).sources.map(({ name }) => name);
  assert.deepEqual(names('name'), ['late', 'p2', 'p10']);
  assert.deepEqual(names('name', true), ['p10', 'p2', 'late']);
  assert.deepEqual(names('state'), ['late', 'p2', 'p10']);
  assert.deepEqual(names('count', true), ['p2', 'p10', 'late']);
  assert.deepEqual(names('name', false, 'P'), ['p2', 'p10']);
  assert.equal(new SourceOrder().list(book, { column: 'name', descending: false }, '', true, now).late, 1);
  assert.equal(new SourceOrder().list(book, { column: 'name', descending: false }, '', false, now).late, 0);
});
