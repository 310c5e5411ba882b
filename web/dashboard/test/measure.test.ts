import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ArrivalSkew } from '../src/measure/arrival_skew.ts';
import { ClockOffset, sampleAgeMs, samplesMax } from '../src/measure/clock_offset.ts';
import { duration } from '../src/measure/duration.ts';
import { hubTime } from '../src/measure/hub_time.ts';
import { naturalOrder } from '../src/measure/natural_order.ts';
import { Rate, rateText } from '../src/measure/rate.ts';
import { chance } from './chance.ts';

const near = (actual: number, expected: number, within: number) =>
  assert.ok(Math.abs(actual - expected) <= within, `${actual} is not ${expected} ± ${within}`);

test('a time of the hub keeps its microseconds', () => {
  near(hubTime('2026-11-22T20:11:00.123456Z'), Date.UTC(2026, 10, 22, 20, 11, 0) + 123.456, 0.001);
  near(hubTime('2026-11-22T20:11:59Z'), Date.UTC(2026, 10, 22, 20, 11, 59), 0);
  near(hubTime('2026-11-22T20:12:01.5Z'), Date.UTC(2026, 10, 22, 20, 12, 1, 500), 0.001);
  near(hubTime('2026-11-22T20:12:01.5+01:00'), Date.UTC(2026, 10, 22, 19, 12, 1, 500), 0.001);
  near(hubTime('2026-11-22T20:12:01+00:00'), Date.UTC(2026, 10, 22, 20, 12, 1), 0);
  near(hubTime('2026-11-22'), Date.UTC(2026, 10, 22), 0);
  assert.ok(Number.isNaN(hubTime('soon')));
});

test('a rate follows what comes and fades when nothing does', () => {
  const rate = new Rate();
  assert.equal(rate.perSecond(0), 0);
  for (let at = 0; at <= 120_000; at += 20) rate.add(at);
  near(rate.perSecond(120_000), 50, 1.5);
  near(rate.perSecond(150_000), 50 / Math.E, 1);
  assert.ok(rate.perSecond(1e7) < 1e-6);
});

test('a rate survives a clock that is put back', () => {
  const rate = new Rate();
  for (let at = 0; at < 60_000; at += 1000) rate.add(1e9 + at);
  for (let at = 0; at < 60_000; at += 1000) rate.add(at);
  near(rate.perSecond(60_000), 1, 0.2);
});

test('rates and durations are short', () => {
  assert.deepEqual(
    [0, 0.02, 0.0995, 0.18, 9.99, 49.96, 1234.5].map((rate) => rateText(rate).join('')),
    ['—', '1.2/min', '0.10/s', '0.18/s', '10.0/s', '50.0/s', '1,235/s'],
  );
  assert.deepEqual(
    [0.2, 3.14, 42.4, 4200, 59_960, 3_700_000, 90_000_000, -3].map(duration),
    ['0.20 ms', '3.1 ms', '42 ms', '4.2 s', '1 min 00 s', '1 h 01 min', '1 d 01 h', '−3.0 ms'],
  );
});

test('numbers in names stand by their value', () => {
  const sorted = ['line10', 'line2', 'line', 'line02', 'a', 'line2b', 'Line1', '10', '9'].sort(naturalOrder);
  assert.deepEqual(sorted, ['9', '10', 'Line1', 'a', 'line', 'line2', 'line02', 'line2b', 'line10']);
  assert.equal(naturalOrder('x1', 'x1'), 0);
  assert.ok(naturalOrder('x12345678901234567890', 'x12345678901234567891') < 0);
});

test('the order of names is one order', () => {
  const random = chance(7);
  const names = Array.from({ length: 60 }, () =>
    Array.from({ length: 4 }, () => '0019ab'[Math.floor(random() * 6)]).join(''),
  );
  for (const a of names) {
    for (const b of names) {
      assert.equal(Math.sign(naturalOrder(a, b)) + Math.sign(naturalOrder(b, a)), 0, `${a} ${b}`);
      assert.equal(naturalOrder(a, b) === 0, a === b);
      for (const c of names) {
        if (naturalOrder(a, b) < 0 && naturalOrder(b, c) < 0) assert.ok(naturalOrder(a, c) < 0, `${a} ${b} ${c}`);
      }
    }
  }
});

test('the skew is the least that was seen, and follows a hub’s clock that is put back', () => {
  const skew = new ArrivalSkew();
  assert.equal(skew.ms, 0);
  skew.add(1000, 9000);
  skew.add(2000, 2030);
  skew.add(3000, 3020);
  assert.equal(skew.ms, 20);
  for (let at = 4000; at < 200_000; at += 1000) skew.add(at - 500_000, at);
  assert.equal(skew.ms, 500_000);
});

// A page whose clock is 1234.5 ms ahead, over a way of 3 ms and more in each direction.
function pinged(clock: ClockOffset, random: () => number, count: number, aheadMs = 1234.5, from = 0): void {
  for (let i = 0; i < count; i++) {
    const sent = from + i * 10_000;
    const there = 3 + 40 * random() ** 3;
    const back = 3 + 40 * random() ** 3;
    clock.sample(sent, sent + there - aheadMs, sent + there + back);
  }
}

test('the clocks’ offset is told within half the best round trip', () => {
  const clock = new ClockOffset();
  assert.equal(clock.estimate, null);
  pinged(clock, chance(8), 30);
  const { offsetMs, uncertaintyMs } = clock.estimate ?? assert.fail('none');
  near(offsetMs, 1234.5, uncertaintyMs);
  assert.ok(uncertaintyMs >= 3 && uncertaintyMs < 6, `${uncertaintyMs}`);
});

test('one sample is enough, a nonsensical one is none', () => {
  const clock = new ClockOffset();
  clock.sample(100, 50, 90);
  clock.sample(100, NaN, 120);
  assert.equal(clock.estimate, null);
  clock.sample(100, 60, 120);
  assert.deepEqual(clock.estimate, { offsetMs: 50, uncertaintyMs: 10 });
});

test('old samples are forgotten, by their age and by their number', () => {
  const clock = new ClockOffset();
  clock.sample(0, 0, 1);
  for (let i = 1; i <= samplesMax; i++) clock.sample(i * 1000, i * 1000 + 10, i * 1000 + 20);
  assert.equal(clock.estimate?.uncertaintyMs, 10);
  const later = sampleAgeMs + 60_000;
  clock.sample(later, later + 25, later + 50);
  assert.equal(clock.estimate?.uncertaintyMs, 25);
});

test('a clock that was set makes what was known before it void', () => {
  const clock = new ClockOffset();
  pinged(clock, chance(9), 10);
  pinged(clock, chance(10), 3, 61_234.5, 100_000);
  const { offsetMs, uncertaintyMs } = clock.estimate ?? assert.fail('none');
  near(offsetMs, 61_234.5, uncertaintyMs);
});
