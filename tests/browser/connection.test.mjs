// What the page says and does when the hub, or the way to it, fails.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { allRows, messages, rowWith, state, whenRows, whenState } from './support/dashboard.mjs';
import { Hub, startBroadcaster } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';
import { Wire } from './support/wire.mjs';

let browser;
let cleanups = [];

const later = (cleanup) => cleanups.unshift(cleanup);
const keep = (program) => {
  later(() => program.kill());
  return program;
};
// Nothing but what a test publishes takes an offset.
const hub = async (options, addresses) =>
  keep(await Hub.start(['--presence', 'off', ...options], addresses));

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

test('a hub killed and restarted on its ports: the page says so and comes back, broadcasters too', async () => {
  const first = await hub([]);
  keep(startBroadcaster(first, 'alice'));
  const page = await browser.open(first.url);
  await whenRows(page, 3);
  await first.kill();
  await whenState(page, 'reconnecting');
  assert.match(await state(page, 'reconnecting').innerText(), /Reconnecting since \d\d:\d\d:\d\d/);
  await page.getByText('The connection ended at').waitFor();
  assert.match(await page.title(), /^Reconnecting since/);
  const before = await allRows(page);
  await hub([], first.addresses);
  await whenState(page, 'live');
  await whenRows(page, before.length + 3);
  // The history was in memory: the page keeps its rows and says that numbering began anew.
  const notice = page.locator('.notice.new_epoch');
  await notice.waitFor();
  assert.equal(await page.locator('.notice').count(), 1);
  const now = await allRows(page);
  assert.deepEqual(now.slice(-before.length), before);
  const [at, above] = [now.length - before.length - 1, now.length - before.length - 2];
  assert.deepEqual([now[at][0], now[above][0]], [null, 1]);
  await page.getByText('0 missing').waitFor();
});

test('a hub killed and restarted on its folder: the page goes on where it was, and a reload shows the same', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crier-history-'));
  later(() => rm(folder, { recursive: true, force: true }));
  const first = await hub(['--data-dir', folder]);
  const speaking = ['alice', 'bob'].map((name) => keep(startBroadcaster(first, name)));
  const page = await browser.open(first.url);
  await whenRows(page, 10);
  await first.kill();
  await whenState(page, 'reconnecting');
  const before = await allRows(page);
  const second = await hub(['--data-dir', folder], first.addresses);
  await whenState(page, 'live');
  await whenRows(page, before.length + 10);
  for (const broadcaster of speaking) {
    broadcaster.signal('SIGTERM');
    await broadcaster.ended;
    assert.equal(broadcaster.process.exitCode, 0);
  }
  const publisher = await Publisher.open(second, 'press-7');
  later(() => publisher.close());
  publisher.publish('t', 'the last');
  await rowWith(page, 'the last').waitFor();
  const now = await allRows(page);
  assert.deepEqual(now.slice(-before.length), before);
  assert.deepEqual(now.map(([offset]) => offset), Array.from(now, (_, at) => now.length - at));
  await page.getByText('0 missing').waitFor();
  assert.equal(await page.locator('.notice').count(), 0);
  await page.reload();
  await whenState(page, 'live');
  await whenRows(page, now.length);
  assert.deepEqual(await allRows(page), now);
});

test('a hub that stops politely says so, and the page comes back', async () => {
  const first = await hub([]);
  const page = await browser.open(first.url);
  await whenState(page, 'live');
  first.signal('SIGTERM');
  await whenState(page, 'reconnecting');
  await page.getByText('the hub is shutting down or restarting').waitFor();
  await first.ended;
  assert.equal(first.process.exitCode, 0);
  await hub([], first.addresses);
  await whenState(page, 'live');
});

test('a cut wire loses nothing and doubles nothing', async () => {
  const to = await hub([]);
  const wire = await Wire.to(to.webAddress);
  later(() => wire.close());
  const publisher = await Publisher.open(to, 'press-7');
  later(() => publisher.close());
  const page = await browser.open(wire.url);
  await whenState(page, 'live');
  let sent = 0;
  const publish = (count) => {
    for (let i = 0; i < count; i++) publisher.publish('t', `number ${++sent}`);
  };
  publish(20);
  await rowWith(page, 'number 20').waitFor();
  for (let cut = 0; cut < 3; cut++) {
    wire.cut();
    publish(30);
    await whenState(page, 'reconnecting');
    wire.mend();
    publish(10);
    await rowWith(page, `number ${sent}`).waitFor();
  }
  const texts = (await allRows(page)).map(([, text]) => text).reverse();
  assert.deepEqual(texts, Array.from({ length: 140 }, (_, i) => `number ${i + 1}`));
  await page.getByText('0 missing').waitFor();
  assert.equal(await page.locator('.notice').count(), 0);
});

test('what expired while the page was away is shown as a gap, in its place', async () => {
  const to = await hub(['--retain-messages', '50']);
  const wire = await Wire.to(to.webAddress);
  later(() => wire.close());
  const publisher = await Publisher.open(to, 'press-7');
  later(() => publisher.close());
  const page = await browser.open(wire.url);
  publisher.publish('t', 'before the cut');
  await rowWith(page, 'before the cut').waitFor();
  wire.cut();
  await whenState(page, 'reconnecting');
  for (let i = 1; i <= 5000; i++) publisher.publish('t', `number ${i}`);
  // The hub has read them all when a page that comes by another way has seen the last.
  const witness = await browser.open(to.url);
  await rowWith(witness, 'number 5000').waitFor();
  wire.mend();
  await rowWith(page, 'number 5000').waitFor();
  const all = await allRows(page);
  const at = all.findIndex(([offset]) => offset === null);
  const [above, below] = [all[at - 1][0], all[at + 1][0]];
  assert.equal(below, 1);
  assert.ok(above > 2);
  assert.match(all[at][1], new RegExp(`offsets 2 to ${(above - 1).toLocaleString('en')} missing`));
  assert.equal(all.filter(([offset]) => offset === null).length, 1);
  await page.getByText(`${(above - 2).toLocaleString('en')} expired`).waitFor();
  await page.getByText('0 missing').waitFor();
});

test('a hub that falls silent is called stale, and is live again when it speaks', { timeout: 90_000 }, async () => {
  const to = await hub([]);
  const page = await browser.open(to.url);
  const publisher = await Publisher.open(to, 'press-7');
  later(() => publisher.close());
  publisher.publish('t', 'still fresh');
  await rowWith(page, 'still fresh').waitFor();
  to.signal('SIGSTOP');
  later(() => to.signal('SIGCONT'));
  // Two heartbeats of 15 s, and some for a slow machine.
  await whenState(page, 'reconnecting', 45_000);
  assert.match(await state(page, 'reconnecting').innerText(), /Stale since \d\d:\d\d:\d\d/);
  await page.getByText('Nothing has been heard from the hub since').waitFor();
  await page.getByRole('status').filter({ hasText: 'Stale' }).waitFor({ state: 'attached' });
  assert.match(await page.title(), /^Stale since/);
  to.signal('SIGCONT');
  await whenState(page, 'live', 30_000);
  publisher.publish('t', 'fresh again');
  await rowWith(page, 'fresh again').waitFor();
  assert.equal(await messages(page).count(), 2);
});

test('a page whose hub is gone from the start says so and needs no reload', async () => {
  const to = await hub([]);
  const wire = await Wire.to(to.webAddress);
  later(() => wire.close());
  // The page itself arrives, the WebSocket does not.
  await browser.context.route('**/app-*.js', async (route) => {
    const answer = await route.fetch();
    wire.cut();
    await route.fulfill({ response: answer });
  });
  later(() => browser.context.unroute('**/app-*.js'));
  const page = await browser.open(wire.url);
  await page.getByText('Can’t reach the hub').waitFor();
  await page.getByText('No connection to the hub yet').waitFor();
  wire.mend();
  await page.getByRole('button', { name: 'Try now' }).click().catch(() => {});
  await whenState(page, 'live');
});
