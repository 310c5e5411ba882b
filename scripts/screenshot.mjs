#!/usr/bin/env node
// Takes the pictures of the dashboard that the documentation shows, with a real hub and three real
// broadcasters that speak as they do by default. Needs about a minute.
//   CRIER_BIN: the folder of the programs (default: build/release/bin)
import { mkdir } from 'node:fs/promises';
import { Browser } from '../tests/browser/support/browser.mjs';
import { whenRows, whenState } from '../tests/browser/support/dashboard.mjs';
import { Hub, inRoot, startBroadcaster } from '../tests/browser/support/programs.mjs';

process.env.CRIER_BIN ??= 'build/release/bin';
const folder = inRoot('docs/images');
await mkdir(folder, { recursive: true });
const ends = [];

async function take(browser, url, name, look) {
  const page = await browser.open(url, look);
  await whenState(page, 'live');
  await whenRows(page, 1);
  await page.screenshot({ path: `${folder}/${name}.png` });
  await page.close();
}

try {
  const hub = await Hub.start(['--name', 'line-3']);
  ends.unshift(() => hub.kill());
  for (const name of ['anna', 'bela', 'carla']) {
    const broadcaster = startBroadcaster(hub, name, []);
    ends.unshift(() => broadcaster.kill());
  }
  const browser = await Browser.start();
  ends.unshift(() => browser.close());
  const witness = await browser.open(hub.url);
  // A wide page shows twenty rows; at a message every two seconds they take a while.
  witness.setDefaultTimeout(180_000);
  await whenRows(witness, 20);
  await take(browser, hub.url, 'dashboard', { width: 1440, height: 900 });
  await take(browser, hub.url, 'dashboard-phone-dark', { width: 390, height: 844, colorScheme: 'dark' });
  console.log(`pictures are in ${folder}`);
} finally {
  for (const end of ends) await end();
}
