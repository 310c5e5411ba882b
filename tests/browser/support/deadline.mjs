// Waiting with a limit. Every wait of these tests is for an event; the limit only turns a wait
// that would never end into a failure that says what was awaited.
export const patienceMs = 20_000;

export function within(promise, what, limitMs = patienceMs) {
  let timer;
  const limit = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no ${what} within ${limitMs} ms`)), limitMs);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
