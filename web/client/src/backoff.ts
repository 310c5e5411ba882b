// How long to wait before the next attempt. Full jitter: anything from nothing to the ceiling, so
// that a thousand clients cut off together don't come back together.
export const firstCeilingMs = 500;
export const lastCeilingMs = 15_000;
export const laterFloorMs = 1_000;

// `attempt` counts from 0; `random` gives a number in [0, 1).
export function backoffMs(attempt: number, random: () => number): number {
  const ceiling = Math.min(lastCeilingMs, firstCeilingMs * 2 ** Math.min(attempt, 30));
  return Math.round(random() * ceiling);
}

// A hub that stops spreads its clients; this spreads them once more, never to before what it said.
export function drainMs(toldMs: number, random: () => number): number {
  return Math.round(toldMs * (1 + random() / 2));
}
