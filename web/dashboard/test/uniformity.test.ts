import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chiSquaredTail } from '../src/charts/chi_squared.ts';
import { binned, judgedFrom, uniformity, verdict } from '../src/charts/uniformity.ts';
import { chance } from './chance.ts';

// From tables of the distribution.
test('the tail of the chi-squared distribution is as in its tables', () => {
  const table: [number, number, number][] = [
    [5.991465, 2, 0.05],
    [9.210340, 2, 0.01],
    [9.487729, 4, 0.05],
    [18.307038, 10, 0.05],
    [31.410433, 20, 0.05],
    [37.566235, 20, 0.01],
    [45.314747, 20, 0.001],
    [10.850811, 20, 0.95],
    [124.342113, 100, 0.05],
  ];
  for (const [statistic, degrees, p] of table) {
    assert.ok(Math.abs(chiSquaredTail(statistic, degrees) - p) < 1e-6, `${statistic} with ${degrees}`);
  }
  assert.equal(chiSquaredTail(0, 4), 1);
  assert.ok(chiSquaredTail(10_000, 20) < 1e-300);
});

const drawn = (count: number, next: (i: number) => number) => Float32Array.from({ length: count }, (_, i) => next(i));

// How the verdicts on so many draws are spread.
function verdicts(draws: number, make: (random: () => number) => Float32Array): Record<string, number> {
  const kinds: Record<string, number> = { uniform: 0, doubtful: 0, not_uniform: 0 };
  for (let seed = 1; seed <= draws; seed++) kinds[uniformity(make(chance(seed))).kind]!++;
  return kinds;
}

test('an even spread is called uniform, but for the one in a hundred that chance must have', () => {
  for (const count of [judgedFrom, 60, 512]) {
    const found = uniformity(drawn(count, (i) => i));
    assert.ok('degrees' in found && found.degrees % 2 === 0);
    const { uniform, not_uniform } = verdicts(500, (random) => drawn(count, () => 1000 + 9000 * random()));
    assert.ok(uniform! >= 485, `${count}: ${uniform} of 500`);
    assert.ok(not_uniform! <= 4, `${count}: ${not_uniform} of 500`);
  }
});

test('p values of an even spread are even themselves', () => {
  const ps: number[] = [];
  for (let seed = 1; seed <= 1000; seed++) {
    const random = chance(seed + 5000);
    const found = uniformity(drawn(300, () => 1 + 9 * random()));
    if ('p' in found) ps.push(found.p);
  }
  for (const share of [0.05, 0.25, 0.5, 0.75]) {
    const under = ps.filter((p) => p < share).length / ps.length;
    assert.ok(Math.abs(under - share) < 0.05, `${under} are under ${share}`);
  }
});

test('exponential, normal, bursty and two-valued spreads are not uniform', () => {
  const normal = (random: () => number) => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const spreads: Record<string, (random: () => number) => Float32Array> = {
    exponential: (random) => drawn(300, () => -5000 * Math.log(1 - random())),
    normal: (random) => drawn(300, () => 5500 + 1000 * normal(random)),
    bursty: (random) => drawn(300, (i) => (i % 20 === 19 ? 60_000 : 90 + 20 * random())),
    two: (random) => drawn(300, () => (random() < 0.5 ? 1000 : 2000)),
  };
  for (const [name, make] of Object.entries(spreads)) {
    assert.equal(verdicts(50, make)['not_uniform'], 50, name);
  }
});

test('a few are not judged, and equal ones are said to be equal', () => {
  assert.equal(uniformity(drawn(judgedFrom - 1, (i) => i)).kind, 'too_few');
  assert.notEqual(uniformity(drawn(judgedFrom, (i) => i)).kind, 'too_few');
  assert.equal(verdict(uniformity(drawn(40, () => 5000))), 'All 40 intervals are 5.0 s.');
  assert.equal(verdict({ kind: 'too_few', count: 3 }), 'Too few to judge: 3 of at least 27 intervals.');
});

test('the verdict is in plain words, with its numbers', () => {
  const found = { kind: 'uniform', count: 512, min: 1003, max: 9980, statistic: 17.23, degrees: 19, p: 0.574 } as const;
  assert.equal(
    verdict(found),
    'Looks uniform: nothing speaks against an even spread from 1.0 s to 10.0 s. ' +
      'χ² = 17.2 with 19 degrees of freedom, p = 0.57, 512 intervals.',
  );
  assert.match(verdict({ ...found, kind: 'not_uniform', p: 1e-9 }), /^Not uniform: .* p < 0\.001,/);
  assert.match(verdict({ ...found, kind: 'doubtful', p: 0.0042 }), /^Perhaps not uniform: .* p = 0\.004,/);
});

test('bins hold all values, the greatest too', () => {
  assert.deepEqual(binned(Float32Array.of(0, 1, 2, 3, 4), 0, 4, 2), [2, 3]);
});
