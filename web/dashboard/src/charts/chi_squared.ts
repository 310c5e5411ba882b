// The probability that a chi-squared variable is at least so large, for an even number of degrees of
// freedom: then it is a sum of a few terms, and no incomplete gamma function is needed.
export function chiSquaredTail(statistic: number, evenDegrees: number): number {
  const half = statistic / 2;
  let term = Math.exp(-half);
  let sum = term;
  for (let i = 1; i < evenDegrees / 2; i++) {
    term *= half / i;
    sum += term;
  }
  return sum;
}
