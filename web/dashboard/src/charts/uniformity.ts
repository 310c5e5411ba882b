// Are intervals spread evenly between the shortest and the longest of them? By a chi-squared test:
// given these two, the others of an even spread are even between them, so they alone are tested.
import { withCommas } from '../format.ts';
import { duration } from '../measure/duration.ts';
import { chiSquaredTail } from './chi_squared.ts';

export type Uniformity =
  | { kind: 'too_few'; count: number }
  | { kind: 'constant'; count: number; value: number }
  | {
      kind: 'uniform' | 'doubtful' | 'not_uniform';
      count: number;
      min: number;
      max: number;
      statistic: number;
      degrees: number;
      p: number;
    };

// An odd number of bins has an even number of degrees of freedom.
const binsMin = 5;
const binsMax = 21;
// A bin that expects fewer says nothing sure.
const expectedMin = 5;
export const judgedFrom = binsMin * expectedMin + 2;
const doubtfulUnder = 0.01;
const notUnder = 0.001;

export function binned(values: Float32Array, min: number, max: number, bins: number): number[] {
  const counts = new Array<number>(bins).fill(0);
  for (const each of values) counts[Math.min(bins - 1, Math.floor(((each - min) / (max - min)) * bins))]!++;
  return counts;
}

export function rangeOf(values: Float32Array): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (const each of values) {
    if (each < min) min = each;
    if (each > max) max = each;
  }
  return { min, max };
}

export function uniformity(values: Float32Array): Uniformity {
  const count = values.length;
  if (count < judgedFrom) return { kind: 'too_few', count };
  const { min, max } = rangeOf(values);
  if (min === max) return { kind: 'constant', count, value: min };
  const most = Math.min(binsMax, Math.floor((count - 2) / expectedMin));
  const bins = most - 1 + (most % 2);
  const counts = binned(values, min, max, bins);
  counts[0]!--;
  counts[bins - 1]!--;
  const expected = (count - 2) / bins;
  const statistic = counts.reduce((sum, each) => sum + (each - expected) ** 2 / expected, 0);
  const degrees = bins - 1;
  const p = chiSquaredTail(statistic, degrees);
  const kind = p < notUnder ? 'not_uniform' : p < doubtfulUnder ? 'doubtful' : 'uniform';
  return { kind, count, min, max, statistic, degrees, p };
}

export function verdict(found: Uniformity): string {
  const number = withCommas(found.count);
  switch (found.kind) {
    case 'too_few':
      return `Too few to judge: ${number} of at least ${judgedFrom} intervals.`;
    case 'constant':
      return `All ${number} intervals are ${duration(found.value)}.`;
    default: {
      const range = `from ${duration(found.min)} to ${duration(found.max)}`;
      const words = {
        uniform: `Looks uniform: nothing speaks against an even spread ${range}.`,
        doubtful: `Perhaps not uniform: an even spread ${range} would rarely look like this.`,
        not_uniform: `Not uniform: an even spread ${range} would hardly ever look like this.`,
      }[found.kind];
      const p = found.p < 0.001 ? 'p < 0.001' : `p = ${found.p.toFixed(found.p < 0.1 ? 3 : 2)}`;
      return `${words} χ² = ${Number(found.statistic.toFixed(1)).toLocaleString('en')} with ${found.degrees} degrees of freedom, ${p}, ${number} intervals.`;
    }
  }
}
