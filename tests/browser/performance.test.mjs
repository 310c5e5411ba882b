// What five thousand messages a second cost the page. What a slow or busy machine may change is
// printed; what may never happen, whatever the machine, fails.
//   CRIER_PERFORMANCE_SECONDS: how long (default: 5)
import assert from 'node:assert/strict';
import { cpus, loadavg } from 'node:os';
import { after, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { filter, whenState } from './support/dashboard.mjs';
import { Hub } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';

const perSecond = 5000;
const seconds = Number(process.env.CRIER_PERFORMANCE_SECONDS ?? 5);
const total = perSecond * seconds;
const tickMs = 10;

let browser;
let hub;
let publishers = [];

before(async () => {
  browser = await Browser.start();
  hub = await Hub.start(['--retain-messages', '2000000', '--retain-bytes', '1GiB']);
  publishers = await Promise.all(['press-7', 'camera-2', 'oven-1', 'robot-4'].map((name) => Publisher.open(hub, name)));
});

after(async () => {
  for (const publisher of publishers) publisher.close();
  await hub.kill();
  await browser.close();
});

// As many as are due by the clock at each tick, so that a late tick makes up for itself.
function publishDue(sent, sinceMs) {
  const due = Math.min(total, Math.floor((sinceMs / 1000) * perSecond));
  for (; sent < due; sent++) {
    const payload = JSON.stringify({ celsius: 70 + (sent % 100) / 10, running: true, count: sent, state: 'auto' });
    const seq = Math.floor(sent / publishers.length) + 1;
    publishers[sent % publishers.length].publish(`factory/line${sent % 50}/press`, payload, 'json', seq);
  }
  return sent;
}

// Resolves with the seconds that it took.
function publishSteadily() {
  const begin = performance.now();
  let sent = 0;
  return new Promise((resolve) => {
    const ticking = setInterval(() => {
      sent = publishDue(sent, performance.now() - begin);
      if (sent < total) return;
      clearInterval(ticking);
      resolve((performance.now() - begin) / 1000);
    }, tickMs);
  });
}

// Runs in the page: what blocks it, and how far apart its frames are.
function watch() {
  window.blocked = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.blocked.push(Math.round(entry.duration));
  }).observe({ type: 'longtask', buffered: true });
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) window.shifted += entry.value;
  }).observe({ type: 'layout-shift' });
  window.frames = { count: 0, late: 0, longest: 0 };
  let last = performance.now();
  const frame = (now) => {
    const apart = now - last;
    last = now;
    window.frames.count++;
    if (apart > 50) window.frames.late++;
    window.frames.longest = Math.max(window.frames.longest, Math.round(apart));
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
}

async function heapMiB(cdp) {
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize / 2 ** 20;
}

test(`${total} messages at ${perSecond} a second: none lost, elements and memory bounded`, { timeout: 120_000 + seconds * 4000 }, async (t) => {
  const page = await browser.open(hub.url);
  await whenState(page, 'live');
  const cdp = await page.context().newCDPSession(page);
  const heapBefore = await heapMiB(cdp);
  await page.evaluate(watch);
  const took = await publishSteadily();
  const shown = total.toLocaleString('en');
  await page.locator('.received strong', { hasText: new RegExp(`^${shown}$`) }).waitFor({ timeout: 60_000 + seconds * 1000 });
  const { blocked, frames, shifted, elements } = await page.evaluate(() => ({
    blocked: window.blocked,
    frames: window.frames,
    shifted: window.shifted,
    elements: document.querySelectorAll('*').length,
  }));
  const filterBegin = performance.now();
  await filter(page).fill(`"count":${total - 1}`);
  await page.getByText(/^1 of [\d,]+ match$/).waitFor({ timeout: 60_000 });
  const filterMs = performance.now() - filterBegin;
  const blockedByFilter = await page.evaluate((before) => window.blocked.slice(before), blocked.length);
  const heapAfter = await heapMiB(cdp);
  t.diagnostic(`published ${total} in ${took.toFixed(1)} s`);
  t.diagnostic(`tasks over 50 ms: ${blocked.length}${blocked.length ? `, the longest ${Math.max(...blocked)} ms` : ''}`);
  t.diagnostic(`frames: ${frames.count}, ${frames.late} of them over 50 ms, the longest ${frames.longest} ms`);
  t.diagnostic(`another filter over ${Math.min(total, 100_000)} rows: ${Math.round(filterMs)} ms, tasks over 50 ms: ${blockedByFilter.length}`);
  t.diagnostic(`layout shifts while rows came: ${shifted.toFixed(4)}; load of the machine: ${loadavg()[0].toFixed(1)} on ${cpus().length} cores`);
  t.diagnostic(`elements: ${elements}; heap: ${heapBefore.toFixed(1)} MiB before, ${heapAfter.toFixed(1)} MiB after`);
  await page.getByText('0 missing').waitFor();
  assert.equal(await page.locator('.notice').count(), 0);
  // Once, when the first rows push what stands at the end out of sight.
  assert.ok(shifted < 0.1, `${shifted} of layout shifts`);
  assert.ok(elements < 1000, `${elements} elements`);
  assert.ok(heapAfter < 250, `${heapAfter} MiB`);
  assert.deepEqual(page.faults, []);
});
