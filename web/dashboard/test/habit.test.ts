import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Habit, judgesFrom } from '../src/sources/habit.ts';
import { chance } from './chance.ts';

// How many of the intervals would have been called late when they came.
function alarms(intervals: Iterable<number>): number {
  const habit = new Habit();
  let late = 0;
  for (const each of intervals) {
    if (each > habit.limitMs) late++;
    habit.add(each);
  }
  return late;
}

function* times(count: number, next: (i: number) => number) {
  for (let i = 0; i < count; i++) yield next(i);
}

function learned(intervals: Iterable<number>): Habit {
  const habit = new Habit();
  for (const each of intervals) habit.add(each);
  return habit;
}

test('nothing is late before there are five intervals to judge by', () => {
  const habit = new Habit();
  for (let i = 1; i < judgesFrom; i++) {
    habit.add(1000);
    assert.equal(habit.limitMs, Infinity);
  }
  habit.add(1000);
  assert.ok(Number.isFinite(habit.limitMs));
});

test('a source that speaks evenly every 1 to 10 s is as good as never called late', () => {
  const random = chance(1);
  let late = 0;
  for (let source = 0; source < 300; source++) {
    late += alarms(times(300, () => 1000 + 9000 * random()));
  }
  assert.ok(late <= 10, `${late} false alarms in 90,000 intervals`);
});

test('yet it is called late before it has been silent for twice its longest', () => {
  const random = chance(2);
  const habit = learned(times(200, () => 1000 + 9000 * random()));
  assert.ok(habit.limitMs > 10_000 && habit.limitMs < 20_000, `${habit.limitMs}`);
});

test('a constant beat with a little jitter is judged within a beat', () => {
  const random = chance(3);
  const intervals = () => times(500, () => 5000 + 200 * (random() - 0.5));
  assert.equal(alarms(intervals()), 0);
  const habit = learned(intervals());
  assert.ok(habit.limitMs < 8000, `${habit.limitMs}`);
});

test('a fast source is granted a second, so that a hiccup is no alarm', () => {
  assert.ok(learned(times(100, () => 10)).limitMs >= 1000);
});

test('an exponential source is called late less than once in 200 messages', () => {
  const random = chance(4);
  let late = 0;
  for (let source = 0; source < 100; source++) {
    late += alarms(times(400, () => -20_000 * Math.log(1 - random())));
  }
  assert.ok(late < 200, `${late} false alarms in 40,000 intervals`);
});

test('bursts of fifty with a minute between them: the pause is learned when it has come twice', () => {
  const intervals = () => times(50 * 20, (i) => (i % 50 === 49 ? 60_000 : 100));
  assert.equal(alarms(intervals()), 2);
  const habit = learned(intervals());
  assert.equal(habit.usualMs, 60_000);
  assert.ok(habit.limitMs >= 60_000 && habit.limitMs < 120_000);
});

test('one long outage is not taken for a habit', () => {
  const random = chance(5);
  const next = () => 1000 + 9000 * random();
  const habit = learned([...times(100, next), 3_600_000, ...times(30, next)]);
  assert.ok(habit.limitMs < 20_000, `${habit.limitMs}`);
});

test('a source that has become slower is judged by its new pace', () => {
  const habit = learned([...times(100, () => 1000), ...times(70, () => 30_000)]);
  assert.equal(habit.usualMs, 30_000);
});

test('the last intervals are told oldest first', () => {
  const habit = learned(times(100, (i) => i));
  assert.deepEqual(habit.last(3), [97, 98, 99]);
  assert.equal(habit.last(1000).length, 64);
  assert.deepEqual(learned([1, 2]).last(5), [1, 2]);
});
