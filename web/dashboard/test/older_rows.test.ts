import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HubHttp } from '../src/hub_http.ts';
import { OlderRows } from '../src/live/older_rows.ts';
import { noTerms } from '../src/store/message_filter.ts';
import { MessageStore } from '../src/store/message_store.ts';
import { messageJson } from '../src/live/message_json.ts';
import { fill, message, shown, text } from './messages.ts';

const epoch = '0123456789abcdef';

// A hub that keeps the messages from `oldest` to 10,000.
class FakeHub implements HubHttp {
  asked: string[] = [];
  oldest = 1;
  ends: 'whole' | 'early' | 'refused' = 'whole';
  headers: Record<string, string> = {};

  async fetch(path: string, { headers }: { headers: Record<string, string> }): Promise<Response> {
    this.asked.push(path);
    this.headers = headers;
    if (this.ends === 'refused') {
      return new Response('{"error":{"code":"internal","message":"the \\"disk\\" is full"}}', { status: 503 });
    }
    const query = new URLSearchParams(path.slice(path.indexOf('?') + 1));
    const after = Number((query.get('since') ?? '').split(':')[1]);
    const limit = Number(query.get('limit'));
    const lines: string[] = [];
    let offset = after + 1;
    if (after > 0 && offset < this.oldest) {
      lines.push(JSON.stringify({ type: 'gap', after, before: this.oldest, reason: 'expired' }));
    }
    offset = Math.max(offset, this.oldest);
    for (let i = 0; i < limit && offset <= 10_000; i++, offset++) {
      lines.push(messageJson(message(offset, { prev: offset - 1, payload: text(`number ${offset}`) })));
    }
    if (this.ends === 'whole') lines.push(`{"type":"next","position":"${epoch}:${offset - 1}"}`);
    return new Response(`${lines.join('\n')}\n`);
  }

  token = () => 'a.b.c';
  rest = () => Promise.resolve();
}

function begin(limits = { rows: 100_000, bytes: 1e9 }) {
  const hub = new FakeHub();
  const store = new MessageStore(limits);
  store.epoch = epoch;
  fill(store, 100, 9901);
  const older = new OlderRows(hub, () => {});
  return { hub, store, older };
}

const offsets = (store: MessageStore) => shown(store) as number[];
const run = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, i) => from - i);

test('older rows join below, page by page, without a hole, until the history begins', async () => {
  const { hub, store, older } = begin();
  await older.load(store.shown, '', epoch);
  const length = offsets(store).length;
  assert.ok(length >= 300 && length < 1000, `${length}`);
  assert.deepEqual(offsets(store), run(10_000, 10_001 - length));
  assert.equal(hub.headers['Authorization'], 'Bearer a.b.c');
  while (older.state.kind === 'unknown') await older.load(store.shown, '', epoch);
  assert.deepEqual(older.state, { kind: 'start', first: 0 });
  assert.deepEqual(offsets(store), run(10_000, 1));
});

test('what has expired is where the history begins', async () => {
  const { hub, store, older } = begin();
  hub.oldest = 9_750;
  while (older.state.kind === 'unknown') await older.load(store.shown, '', epoch);
  assert.deepEqual(older.state, { kind: 'start', first: 9_750 });
  assert.deepEqual(offsets(store), run(10_000, 9_750));
});

test('a filter that lets little through is followed to the start in larger steps', async () => {
  const { hub, store, older } = begin();
  store.setFilter({ ...noTerms, text: 'number 77' });
  while (store.work(1000));
  await older.load(store.shown, 'hello/#', epoch);
  assert.deepEqual(older.state, { kind: 'start', first: 0 });
  assert.deepEqual(offsets(store), [...run(7799, 7700), ...run(779, 770), 77]);
  assert.ok(hub.asked.length < 12, `${hub.asked.length} requests`);
  assert.match(hub.asked[0] ?? '', /&topics=hello\/%23$/);
});

test('in a bounded window the newest are let go for the older', async () => {
  const { store, older } = begin({ rows: 500, bytes: 1e9 });
  store.hold('scrolled');
  for (let page = 0; page < 5; page++) await older.load(store.shown, '', epoch);
  const all = offsets(store);
  assert.equal(all.length, 500);
  assert.deepEqual(all, run(all[0] as number, (all[0] as number) - 499));
  assert.ok(store.shown.droppedNew > 0);
  assert.equal(store.release('scrolled'), null);
});

test('a place in the history is shown from its own offset down', async () => {
  const { store, older } = begin();
  const window = store.holdApart('paused', { epoch, offset: 500 });
  await older.load(window, '', epoch, { epoch, offset: 501 });
  assert.equal(offsets(store)[0], 500);
});

test('rows of another history have nothing older', async () => {
  const { hub, store, older } = begin();
  await older.load(store.shown, '', 'ffffffffffffffff');
  assert.deepEqual(older.state, { kind: 'other_history' });
  assert.equal(hub.asked.length, 0);
});

test('what goes wrong is told and can be tried again', async () => {
  const { hub, store, older } = begin();
  hub.ends = 'refused';
  await older.load(store.shown, '', epoch);
  assert.deepEqual(older.state, { kind: 'failed', reason: 'the "disk" is full' });
  hub.ends = 'early';
  await older.load(store.shown, '', epoch);
  assert.deepEqual(older.state, { kind: 'failed', reason: 'the hub’s answer ended early' });
  assert.equal(offsets(store).length, 100);
  hub.ends = 'whole';
  await older.load(store.shown, '', epoch);
  assert.equal(older.state.kind, 'unknown');
  assert.ok(offsets(store).length > 300);
});
