import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Charts } from '../src/charts/charts.ts';
import { decimate } from '../src/charts/decimate.ts';
import { groupsOf, means, middles, mosts } from '../src/charts/grouped.ts';
import { IntervalBook, keptOfAll, keptOfOne, sourcesMax } from '../src/charts/interval_book.ts';
import { LatencyHistory } from '../src/charts/latency.ts';
import { RateHistory, sourcesCounted } from '../src/charts/rate_history.ts';
import { secondsKept } from '../src/charts/second_ring.ts';
import { chance } from './chance.ts';
import { heard, hubStart as t0, hubTimeText } from './heard_message.ts';

const second = t0 / 1000;

test('messages are counted by the second in which the hub took them, from when the first came', () => {
  const rates = new RateHistory();
  for (const at of [0, 10, 999, 1000, 3500]) rates.add(heard(at < 1000 ? 'a' : 'b', t0 + at));
  assert.deepEqual(rates.series(t0 + 3900), {
    seconds: [0, 1, 2].map((i) => second + i),
    total: [3, 1, 0],
    top: [{ source: 'a', counts: [3, 0, 0] }, { source: 'b', counts: [0, 1, 0] }],
  });
  assert.deepEqual(rates.series(t0 + 6000).total, [3, 1, 0, 1, 0, 0]);
});

test('fifteen minutes are kept, and a silence of any length is zeros', () => {
  const rates = new RateHistory();
  for (let i = 0; i < 2000; i++) rates.add(heard('a', t0 + i * 1000));
  const { seconds, total } = rates.series(t0 + 2_000_000);
  assert.deepEqual([seconds.length, seconds[0], total.every((n) => n === 1)], [secondsKept, second + 1100, true]);
  assert.ok(rates.series(t0 + 9_000_000).total.every((n) => n === 0));
  assert.equal(rates.series(t0 + 9_000_000).top.length, 0);
});

test('the five that say most are told, of more sources than are counted one by one', () => {
  const rates = new RateHistory();
  for (let i = 0; i < 300; i++) {
    for (const loud of [1, 2, 3, 4, 5, 6]) for (let n = 0; n < loud; n++) rates.add(heard(`loud${loud}`, t0 + i * 1000));
    for (let n = 0; n < 5; n++) rates.add(heard(`quiet${i * 5 + n}`, t0 + i * 1000));
  }
  const { top } = rates.series(t0 + 300_000);
  assert.deepEqual(top.map(({ source }) => source), ['loud6', 'loud5', 'loud4', 'loud3', 'loud2']);
  assert.ok(top[0]?.counts.every((n) => n === 6));
  assert.equal(rates.crowded, true);
  assert.ok(300 * 5 > sourcesCounted);
});

test('a hub whose clock is put back begins anew instead of standing still', () => {
  const rates = new RateHistory();
  rates.add(heard('a', t0 + 7_200_000));
  rates.add(heard('a', t0));
  assert.deepEqual(rates.series(t0 + 1000).total, [1]);
});

// A message that took 2 ms to the hub and 30 ms to the page, whose clock is 1 s ahead.
function take(latency: LatencyHistory, atMs: number, toHub = 2, toPage = 30): void {
  const sent = hubTimeText(t0 + atMs - toHub);
  latency.add(heard('a', t0 + atMs, { sent }), t0 + atMs + toPage + 1000);
}

const near = (actual: number | null | undefined, expected: number) =>
  assert.ok(typeof actual === 'number' && Math.abs(actual - expected) < 0.01, `${actual} is not ${expected}`);

test('each hop has its median and p99 of each second, the second one corrected by the clocks', () => {
  const latency = new LatencyHistory(() => ({ offsetMs: 1000, uncertaintyMs: 4 }));
  for (let i = 0; i < 100; i++) take(latency, i * 9, i + 1, 100 - i);
  take(latency, 1500);
  const { seconds, toHub, toPage, uncertainty } = latency.series(t0 + 3100);
  assert.deepEqual(seconds, [second + 1, second + 2]);
  near(toHub.p50[0], 50);
  near(toHub.p99[0], 99);
  near(toPage.p50[0], 50);
  near(toPage.p99[0], 99);
  assert.deepEqual(uncertainty, [4, 4]);
});

test('without the hub’s clock the second hop is not known, without `sent` the first is not', () => {
  const latency = new LatencyHistory(() => null);
  take(latency, 0);
  latency.add(heard('a', t0 + 1000), t0 + 2030);
  const { toHub, toPage, uncertainty } = latency.series(t0 + 4000);
  assert.equal(toHub.p50.length, 3);
  near(toHub.p50[0], 2);
  assert.deepEqual([toHub.p50[1], toPage.p50[0], uncertainty[0]], [null, null, null]);
});

test('only live messages of machines count as latency', () => {
  const charts = new Charts();
  charts.add(heard('a', t0), t0 + 60_000);
  assert.equal(charts.latency.series(t0 + 70_000).seconds.length, 0);
  charts.live = true;
  charts.add(heard('hub', t0, { topic: '$hub/publishers/a' }), t0 + 60_000);
  assert.equal(charts.latency.series(t0 + 70_000).seconds.length, 0);
  charts.add(heard('a', t0), t0 + 60_000);
  assert.ok(charts.latency.series(t0 + 70_000).seconds.length > 0);
});

test('intervals are kept of all and of each source, so many and no more', () => {
  const book = new IntervalBook();
  for (let i = 0; i < 600; i++) book.add(heard('a', t0, { deltaMs: i }));
  book.add(heard('b', t0, { deltaMs: 7 }));
  book.add(heard('b', t0));
  assert.equal(book.of('a').length, keptOfOne);
  assert.equal(Math.min(...book.of('a')), 600 - keptOfOne);
  assert.deepEqual([...book.of('b')], [7]);
  assert.deepEqual([book.of(null).length, book.of('nobody').length], [601, 0]);
  for (let i = 0; i < sourcesMax + 100; i++) for (let n = 0; n < 5; n++) book.add(heard(`s${i}`, t0, { deltaMs: 1 }));
  assert.equal(book.sources.length, sourcesMax);
  assert.equal(book.of('a').length, 0);
  assert.equal(book.of(null).length, keptOfAll);
});

test('groups begin at whole fives and are over', () => {
  const seconds = [13, 14, 15, 16, 17, 18, 19, 20, 21];
  const groups = groupsOf(seconds);
  assert.deepEqual(groups, { seconds: [10, 15], spans: [[0, 2], [2, 7]] });
  assert.deepEqual(means(groups, [1, 2, 1, 1, 1, 1, 6, 9, 9]), [1.5, 2]);
  const values = [null, null, 5, null, 1, 3, null, 9, 9];
  assert.deepEqual([middles(groups, values), mosts(groups, values)], [[null, 3], [null, 5]]);
  assert.deepEqual(groupsOf([10, 11, 12, 13]).seconds, []);
});

test('thinned points keep the least and the greatest of each pixel, in their order', () => {
  const random = chance(11);
  const times = Float64Array.from({ length: 10_000 }, (_, i) => i);
  const values = Float64Array.from(times, () => random());
  values[5432] = 50;
  values[5433] = -50;
  const thin = decimate(times, values, 400);
  assert.ok(thin.times.length <= 802, `${thin.times.length}`);
  assert.ok(thin.times.every((time, i) => i === 0 || time > (thin.times[i - 1] as number)));
  assert.deepEqual([Math.max(...thin.values), Math.min(...thin.values)], [50, -50]);
  assert.equal(thin.values.indexOf(50) + 1, thin.values.indexOf(-50));
});

test('few points stay as they are, and so do many at one time', () => {
  assert.deepEqual(decimate(Float64Array.of(1, 2), Float64Array.of(3, 4), 400), { times: [1, 2], values: [3, 4] });
  const same = decimate(new Float64Array(1000).fill(5), Float64Array.from({ length: 1000 }, (_, i) => i), 10);
  assert.deepEqual(same.values, [0, 999]);
});
