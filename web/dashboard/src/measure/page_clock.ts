// The page's clock with parts of a millisecond, which a message's way from a near hub is made of.
// It follows the system's clock, also when that is set.
let shiftMs = 0;

export function pageNow(): number {
  const fine = performance.timeOrigin + performance.now();
  // Whole milliseconds, rounded down.
  const system = Date.now();
  const off = fine + shiftMs - system;
  if (off < -1 || off > 2) shiftMs = system + 0.5 - fine;
  return fine + shiftMs;
}
