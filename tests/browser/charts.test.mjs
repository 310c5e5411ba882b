// The Charts view: every panel has something drawn on it, and its values beside it as text.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { overflow, whenState } from './support/dashboard.mjs';
import { Hub, startBroadcaster } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';

let browser;
let cleanups = [];

const later = (cleanup) => cleanups.unshift(cleanup);

before(async () => {
  browser = await Browser.start();
});

after(async () => {
  await browser.close();
});

afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close();
  for (const cleanup of cleanups) await cleanup();
  cleanups = [];
});

const panel = (page, name) => page.getByRole('region', { name, exact: true });
const valuesOf = (page, name) => panel(page, name).getByRole('table');

// Resolves when there is more on the canvas than ground and grid: colours that no grey has. It is
// drawn once a second.
async function drawnOn(canvas) {
  const coloured = () => {
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4) {
      const [red, green, blue, alpha] = data.subarray(at, at + 4);
      if (alpha > 100 && Math.max(red, green, blue) - Math.min(red, green, blue) > 60) found++;
    }
    return found;
  };
  while (canvas.width === 0 || coloured() <= 20) await new Promise((resolve) => requestAnimationFrame(resolve));
}

async function talkativeHub() {
  const hub = await Hub.start();
  later(() => hub.kill());
  const alice = startBroadcaster(hub, 'alice', ['--min-interval', '20ms', '--max-interval', '60ms']);
  later(() => alice.kill());
  const oven = await Publisher.open(hub, 'oven-1');
  later(() => oven.close());
  return { hub, alice, oven };
}

for (const look of [{ width: 1440, height: 900, colorScheme: 'light' }, { width: 390, height: 844, colorScheme: 'dark' }]) {
  test(`every panel is drawn, ${look.width} px, ${look.colorScheme}`, { timeout: 90_000 }, async () => {
    const { hub, oven } = await talkativeHub();
    const page = await browser.open(`${hub.url}#charts`, look);
    await whenState(page, 'live');
    oven.publish('factory/oven', '{"celsius":70.5,"load":{"a":1}}', 'json');
    const fields = panel(page, 'Numbers in messages');
    await fields.getByRole('option', { name: 'factory/oven celsius' }).waitFor({ state: 'attached' });
    await fields.getByRole('combobox').selectOption('factory/oven celsius');
    for (let i = 0; i < 5; i++) {
      oven.publish('factory/oven', `{"celsius":${70 + i}}`, 'json');
      await fields.getByRole('cell', { name: String(i + 1), exact: true }).waitFor();
    }
    for (const name of ['Messages per second', 'Latency of live messages', 'Intervals', 'Numbers in messages']) {
      await panel(page, name).locator('canvas').evaluate(drawnOn);
    }
    assert.equal(await overflow(page), 0);
    assert.deepEqual(page.faults, []);
    assert.deepEqual(await page.evaluate(() => window.violations), []);
  });
}

test('rates by source, latencies within what the clocks allow, and the verdict on intervals', { timeout: 90_000 }, async () => {
  const { hub, alice } = await talkativeHub();
  const page = await browser.open(`${hub.url}#charts`);
  await whenState(page, 'live');
  await valuesOf(page, 'Messages per second').getByRole('row', { name: /^alice \d/ }).waitFor();
  // The hub's clock has answered: how far this page's is from it, and what that may be wrong by.
  await page.getByText(/This page’s clock is .+ ms (ahead of|behind) the hub’s, ± \d/).waitFor();
  const latency = valuesOf(page, 'Latency of live messages');
  for (const name of ['publisher → hub, median', 'hub → page, p99']) {
    await latency.getByRole('row', { name: new RegExp(`^${name} −?\\d`) }).waitFor();
  }
  await alice.linesMatching(/./, 100);
  const intervals = panel(page, 'Intervals');
  await intervals.getByRole('combobox').fill('alice');
  // Which of the three it is, chance decides, and now and then against an even spread.
  await intervals.getByText(/niform.*χ² = .* degrees of freedom, p [=<] /).waitFor();
  const row = await valuesOf(page, 'Intervals').getByRole('row').nth(1).innerText();
  assert.match(row, /^alice(\s+[\d.]+ m?s){4}$/);
});

test('too few intervals are not judged', async () => {
  const hub = await Hub.start();
  later(() => hub.kill());
  const publisher = await Publisher.open(hub, 'press-7');
  later(() => publisher.close());
  for (let i = 0; i < 5; i++) publisher.publish('t', 'x');
  const page = await browser.open(`${hub.url}#charts`);
  await page.getByText('Too few to judge: 4 of at least').waitFor();
});
