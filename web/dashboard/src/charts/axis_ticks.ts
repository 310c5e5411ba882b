// Where an axis has its marks: at round numbers, or at round times of day.
export function roundTicks(min: number, max: number, most: number): number[] {
  const rough = (max - min) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((each) => each * power >= rough) ?? 10) * power;
  return ticks(min, max, step);
}

const timeSteps = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 21_600, 86_400];

// In seconds since 1970. `zoneSeconds`: how far the local time of day is ahead.
export function timeTicks(min: number, max: number, most: number, zoneSeconds: number): number[] {
  const rough = (max - min) / most;
  const step = timeSteps.find((each) => each >= rough) ?? 86_400 * Math.ceil(rough / 86_400);
  return ticks(min + zoneSeconds, max + zoneSeconds, step).map((each) => each - zoneSeconds);
}

function ticks(min: number, max: number, step: number): number[] {
  const first = Math.ceil(min / step - 1e-9);
  const count = Math.floor(max / step + 1e-9) - first + 1;
  // Not step by step: 0.1 + 0.2 would have 17 digits.
  return Array.from({ length: Math.max(0, Math.min(count, 100)) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
