import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLine } from '../src/export/csv.ts';
import { ExportJob, type ExportOrder } from '../src/export/export_job.ts';
import { doneText, Exporter, type Wish } from '../src/export/exporter.ts';
import { offsetAtTime } from '../src/export/offset_at_time.ts';
import { messageJson } from '../src/live/message_json.ts';
import { noTerms } from '../src/store/message_filter.ts';
import { MessageStore } from '../src/store/message_store.ts';
import { epoch, FakeHistory, timeOf } from './fake_history.ts';
import { message, text } from './messages.ts';

class FakeSink {
  pieces: string[] = [];
  fate = '';
  onWrite = () => {};
  write = async (piece: string) => {
    this.pieces.push(piece);
    this.onWrite();
  };
  close = async () => void (this.fate = 'closed');
  abort = async () => void (this.fate = 'aborted');
  get text(): string {
    return this.pieces.join('');
  }
}

function job(hub: FakeHistory, given: Partial<ExportOrder> = {}) {
  const sink = new FakeSink();
  const order: ExportOrder = { format: 'ndjson', epoch, from: 1, to: hub.last, terms: noTerms, ...given };
  return { sink, job: new ExportJob(hub, order, sink, () => {}) };
}

test('the hub’s own lines, page by page, in pieces', async () => {
  const hub = new FakeHistory(5000);
  const { sink, job: all } = job(hub, { from: 11, to: 4500 });
  await all.run();
  const lines = sink.text.split('\n');
  assert.equal(lines.length, 4491);
  assert.deepEqual([lines[0], lines[4489]], [messageJson(hub.at(11)), messageJson(hub.at(4500))]);
  assert.ok(sink.pieces.length > 1 && sink.pieces.every((piece) => piece.length < 300_000));
  assert.equal(hub.asked.length, 5);
  assert.equal(sink.fate, 'closed');
  assert.equal(doneText(all), '4,490 messages written, none missing.');
});

test('only what passes the filter', async () => {
  const { sink, job: some } = job(new FakeHistory(3000), { terms: { ...noTerms, text: 'number 77' } });
  await some.run();
  assert.equal(some.written, 11);
  assert.ok(sink.text.includes('number 779'));
  assert.match(doneText(some), /^11 messages written, none missing/);
});

test('what has expired and what is missing is counted', async () => {
  const hub = new FakeHistory(3000);
  hub.oldest = 101;
  hub.special.set(2000, { prev: 1999, topic: 'other' });
  hub.special.set(2001, { prev: 1999 });
  const { job: holed } = job(hub);
  await holed.run();
  assert.deepEqual([holed.written, holed.expired, holed.missing], [2900, 100, 1]);
  assert.match(doneText(holed), /100 had expired, at least 1 are missing/);
});

test('cancelled, nothing stays', async () => {
  const { sink, job: begun } = job(new FakeHistory(50_000));
  sink.onWrite = () => begun.cancel();
  await begun.run();
  assert.deepEqual([begun.state, sink.fate], ['cancelled', 'aborted']);
  assert.ok(begun.progress > 0 && begun.progress < 1);
});

test('refused by the hub, or of a history that is gone, it says so', async () => {
  const hub = new FakeHistory(100);
  const { job: gone } = job(hub, { epoch: 'ffffffffffffffff' });
  await gone.run();
  assert.match(doneText(gone), /nothing was written: the hub’s history has begun anew/);
  hub.refuse = /messages/;
  const { job: refused } = job(hub);
  await refused.run();
  assert.equal(refused.problem, 'not yours');
});

test('CSV is quoted by RFC 4180, and nothing in it begins a formula', () => {
  const line = (given: Parameters<typeof message>[1]) => csvLine(message(7, given)).slice(0, -2);
  assert.equal(csvLine(message(7, { prev: 6, deltaMs: -1.5 })), '7,6,2026-11-22T20:11:00.123456Z,,hello/alice,alice,0,-1.5,text,Hello world\r\n');
  assert.ok(line({ payload: text('a "b", c\r\nd') }).endsWith(',"a ""b"", c\r\nd"'));
  for (const begin of ['=', '+', '-', '@', '\t']) {
    assert.ok(line({ payload: text(`${begin}1`) }).endsWith(`,'${begin}1`), begin);
    assert.ok(line({ topic: `${begin}t` }).includes(`,'${begin}t,`), begin);
  }
  assert.ok(line({ payload: text('\r1') }).endsWith(',"\'\r1"'));
  assert.ok(line({ payload: { kind: 'json', source: '{"n":12345678901234567890}' } }).endsWith(',json,"{""n"":12345678901234567890}"'));
  assert.ok(line({ payload: { kind: 'binary', bytes: new Uint8Array([1, 2, 255]) } }).endsWith(',binary,AQL/'));
});

test('a time is found by halving', async () => {
  const hub = new FakeHistory(10_000);
  hub.oldest = 500;
  const at = (time: number) => offsetAtTime(hub, { epoch, oldest: 500, last: 10_000 }, time, new AbortController().signal);
  assert.equal(await at(timeOf(7777)), 7777);
  assert.equal(await at(timeOf(7777) + 1), 7778);
  assert.equal(await at(0), 500);
  assert.equal(await at(timeOf(20_000)), 10_001);
  assert.ok(hub.asked.length < 70, `${hub.asked.length} requests`);
});

test('what is shown, offsets and times become offsets of the history', async () => {
  const hub = new FakeHistory(1000);
  const store = new MessageStore();
  store.epoch = epoch;
  for (let offset = 901; offset <= 1000; offset++) store.add(hub.at(offset), 0, true);
  const sinks: FakeSink[] = [];
  const open = async () => {
    sinks.push(new FakeSink());
    return sinks[sinks.length - 1] as FakeSink;
  };
  const exporter = new Exporter(store, hub, open, () => {});
  const ask = async (given: Partial<Wish>) => {
    await exporter.start({ what: 'shown', format: 'ndjson', from: '', to: '', filtered: false, ...given });
    return exporter.job && [exporter.job.order.from, exporter.job.order.to, exporter.job.written];
  };
  assert.deepEqual(await ask({}), [901, 1000, 100]);
  store.setFilter({ ...noTerms, text: 'number 95' });
  while (store.work(1000));
  assert.deepEqual(await ask({}), [950, 959, 10]);
  assert.deepEqual(await ask({ what: 'offsets', from: '10', to: '20' }), [10, 20, 11]);
  assert.deepEqual(await ask({ what: 'offsets', filtered: true }), [1, 1000, 11]);
  const iso = (offset: number) => new Date(timeOf(offset)).toISOString();
  assert.deepEqual(await ask({ what: 'times', from: iso(100), to: iso(200) }), [100, 200, 101]);
  assert.equal(await ask({ what: 'offsets', from: '2000' }), null);
  assert.equal(exporter.problem, 'There is nothing in that range.');
  assert.equal(sinks[sinks.length - 1]?.fate, 'aborted');
});
