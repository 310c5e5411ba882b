// The Live view: standing still, going back in time, filters, and a message's every detail.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, afterEach, before, test } from 'node:test';
import { promisify } from 'node:util';
import { Browser } from './support/browser.mjs';
import { allRows, button, detail, filter, messages, offsetRow } from './support/dashboard.mjs';
import { rows, rowWith, whenState } from './support/dashboard.mjs';
import { Hub } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';

const run = promisify(execFile);

let browser;
let cleanups = [];

before(async () => {
  browser = await Browser.start();
  await browser.context.grantPermissions(['clipboard-read', 'clipboard-write']);
});

after(async () => {
  await browser.close();
});

afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close();
  for (const cleanup of cleanups) await cleanup();
  cleanups = [];
});

async function hub(...options) {
  const to = await Hub.start(['--presence', 'off', ...options]);
  cleanups.unshift(() => to.kill());
  return to;
}

async function publisherTo(to, source = 'press-7') {
  const publisher = await Publisher.open(to, source);
  cleanups.unshift(() => publisher.close());
  return publisher;
}

// A hub with `count` numbered messages, which a page has seen the last of.
async function numbered(count, look, ...options) {
  const to = await hub(...options);
  const publisher = await publisherTo(to);
  let sent = 0;
  const publish = (more) => {
    for (let i = 0; i < more; i++) publisher.publish(`n/${++sent % 3}`, `number ${sent}`);
  };
  publish(count);
  const page = await browser.open(to.url, look);
  await rowWith(page, new RegExp(`number ${count}$`)).waitFor();
  return { to, publisher, page, publish };
}


// Done once the page has heard of it: what is published next then finds the table scrolled.
const scrollTo = (page, top) =>
  page.locator('.scroller').evaluate(async (scroller, to) => {
    const before = scroller.scrollTop;
    const heard = new Promise((resolve) => scroller.addEventListener('scroll', resolve, { once: true }));
    scroller.scrollTop = to;
    if (scroller.scrollTop !== before) await heard;
  }, top);
const scrollToEnd = (page) => scrollTo(page, 1e9);
const newest = (page) => page.getByRole('button', { name: /jump to newest/i });

async function copy(page, name) {
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await button(page, name).click();
  const copied = await page.waitForFunction(() => navigator.clipboard.readText());
  return copied.jsonValue();
}

test('scrolled away the rows stay where they are, and a button says how many are new', async () => {
  const { page, publish } = await numbered(190);
  await scrollTo(page, 1400);
  await offsetRow(page, 140).waitFor();
  publish(5);
  await button(page, '5 new — jump to newest').waitFor();
  const place = await offsetRow(page, 135).boundingBox();
  publish(7);
  await button(page, '12 new — jump to newest').waitFor();
  assert.deepEqual(await offsetRow(page, 135).boundingBox(), place);
  await newest(page).click();
  await rowWith(page, 'number 202').waitFor();
  await newest(page).waitFor({ state: 'detached' });
  publish(1);
  await rowWith(page, 'number 203').waitFor();
});

test('scrolled back to the top, what came meanwhile joins above the rows in sight', async () => {
  const { page, publish } = await numbered(150);
  await scrollTo(page, 700);
  await offsetRow(page, 120).waitFor();
  publish(50);
  await button(page, '50 new — jump to newest').waitFor();
  await scrollTo(page, 0);
  await rowWith(page, /number 150$/).waitFor();
  await scrollTo(page, 0);
  await rowWith(page, 'number 200').waitFor();
  assert.deepEqual((await allRows(page)).map(([offset]) => offset), Array.from({ length: 200 }, (_, i) => 200 - i));
});

test('below the oldest row older ones are fetched, until the history begins', async () => {
  const { page } = await numbered(3000);
  const begins = page.getByText('The hub’s history begins here.');
  while ((await begins.count()) === 0) {
    const before = await page.getByRole('grid').getAttribute('aria-rowcount');
    await scrollToEnd(page);
    await page.waitForFunction((count) => {
      const grid = document.querySelector('[role=grid]');
      return grid.ariaRowCount !== count || document.body.textContent.includes('begins here.');
    }, before);
  }
  await scrollToEnd(page);
  await rowWith(page, /number 1$/).waitFor();
  await begins.waitFor();
  assert.ok((await page.locator('tbody tr').count()) < 80);
  await newest(page).click();
  await rowWith(page, 'number 3000').waitFor();
  assert.deepEqual(page.faults, []);
});

test('a filter that nothing here passes is looked for in the hub’s whole history', async () => {
  const { page } = await numbered(3000);
  await filter(page).fill('number 77');
  await page.getByText('Nothing matches').waitFor();
  await button(page, 'Show older messages').click();
  await page.getByText('The hub’s history begins here.').waitFor();
  assert.deepEqual((await rows(page)).map(([offset]) => offset), [779, 778, 777, 776, 775, 774, 773, 772, 771, 770, 77]);
});

test('what the hub no longer keeps is where the history begins, and it says which message', async () => {
  const { page, publish } = await numbered(100, {}, '--retain-messages', '50');
  publish(400);
  await rowWith(page, 'number 500').waitFor();
  for (let tries = 0; tries < 20; tries++) {
    await scrollToEnd(page);
    if (await page.getByText('is the oldest message that it keeps').count()) break;
    await button(page, 'Show older messages').click({ timeout: 1000 }).catch(() => {});
  }
  await page.getByText('is the oldest message that it keeps').waitFor();
});

test('a topic filter is validated with the reason, all three filters apply, and chips remove them', async () => {
  const to = await hub();
  const [press, oven] = [await publisherTo(to), await publisherTo(to, 'oven-1')];
  press.publish('line/1/press', 'started');
  press.publish('line/2/press', 'stopped');
  oven.publish('line/1/oven', 'started');
  const page = await browser.open(to.url);
  await rowWith(page, 'stopped').waitFor();
  await filter(page, 'Topic').fill('line/#/press');
  await page.getByRole('alert').filter({ hasText: '“#” can only be the last level.' }).waitFor();
  assert.equal(await filter(page, 'Topic').getAttribute('aria-invalid'), 'true');
  assert.equal(await messages(page).count(), 3);
  await filter(page, 'Topic').fill('line/1/+');
  await page.getByText('2 of 3 match').waitFor();
  await filter(page, 'Source').fill('oven');
  await page.getByText('1 of 3 match').waitFor();
  await button(page, 'Remove topic line/1/+').click();
  await button(page, 'Remove source oven').click();
  await messages(page).nth(2).waitFor();
  press.publish('line/1/press', 'started again');
  await filter(page).fill('started');
  await page.getByText('3 of 4 match').waitFor();
});

test('paused it stays so, also through a filter that nothing passes', async () => {
  const { page, publish } = await numbered(50);
  await button(page, 'Pause').click();
  await scrollTo(page, 300);
  await filter(page).fill('zebra');
  await page.getByText('Nothing matches').waitFor();
  publish(3);
  await page.getByText('3 messages waiting').waitFor();
  await button(page, 'Clear the filter').click();
  await rowWith(page, /number 50$/).waitFor();
  await button(page, 'Resume').click();
  await rowWith(page, 'number 53').waitFor();
});

test('paused, what waits is bounded and what was let go is said', { timeout: 120_000 }, async () => {
  const { page, publish } = await numbered(5);
  await button(page, 'Pause').click();
  for (let part = 0; part < 30; part++) publish(2000);
  await page.getByText('60,000 messages waiting, the oldest 10,000 of them no longer here').waitFor({ timeout: 90_000 });
  assert.deepEqual((await rows(page)).map(([offset]) => offset), [5, 4, 3, 2, 1]);
  await button(page, 'Resume').click();
  await rowWith(page, 'number 60005').waitFor();
  await page.getByText('0 missing').waitFor();
});

test('a message opens with everything about it, and its commands get exactly it', async () => {
  const to = await hub();
  const publisher = await publisherTo(to);
  publisher.publish('line/1', 'before');
  publisher.publish('line/1', '{"serial":12345678901234567890,"list":[1,{}]}', 'json', 1);
  publisher.publish('line/1', 'behind');
  const page = await browser.open(to.url);
  await rowWith(page, 'serial').click();
  const panel = detail(page);
  await panel.getByRole('heading', { name: 'Message 2' }).waitFor();
  for (const field of ['line/1', 'press-7', 'offset 1', 'JSON', '45 characters']) {
    await panel.getByText(field, { exact: true }).waitFor();
  }
  assert.equal(await panel.locator('pre').innerText(), '{\n  "serial": 12345678901234567890,\n  "list": [\n    1,\n    {}\n  ]\n}');
  await button(page, 'Indented').click();
  assert.equal(await panel.locator('pre').innerText(), '{"serial":12345678901234567890,"list":[1,{}]}');
  assert.equal(await copy(page, 'Copy payload'), '{"serial":12345678901234567890,"list":[1,{}]}');
  const json = await copy(page, 'Copy JSON');
  const curl = await copy(page, 'Copy curl');
  const { stdout } = await run('bash', ['-c', curl]);
  assert.ok(stdout.startsWith(`{"messages":[${json}],`), stdout);
  assert.match(await copy(page, 'Copy wscat'), /^npx wscat -c 'ws:\/\/.*\/ws\?topics=line\/1&since=[0-9a-f]{16}:1'$/);
  await page.keyboard.press('ArrowDown');
  await panel.getByRole('heading', { name: 'Message 1' }).waitFor();
  await page.keyboard.press('k');
  await button(page, 'Newer message').click();
  await panel.getByRole('heading', { name: 'Message 3' }).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
});

test('in a burst the row that was pressed is the one that opens', async () => {
  const { page, publish } = await numbered(20);
  const flowing = setInterval(() => publish(20), 10);
  cleanups.unshift(() => clearInterval(flowing));
  await rowWith(page, /number [3-9]\d{3}$/).first().waitFor();
  const place = await messages(page).nth(10).boundingBox();
  await page.mouse.move(place.x + 300, place.y + 10);
  await page.evaluate(() => {
    const note = ({ target }) => (window.under = target.closest('tr').dataset.offset);
    addEventListener('pointerdown', note, { capture: true, once: true });
  });
  await page.mouse.down();
  await page.mouse.up();
  const offset = await page.waitForFunction(() => window.under);
  const name = `Message ${Number(await offset.jsonValue()).toLocaleString('en')}`;
  await detail(page).getByRole('heading', { name, exact: true }).waitFor();
  await page.locator(`tr[aria-selected=true][data-offset="${await offset.jsonValue()}"]`).waitFor();
});

test('bytes are a hex dump, and a long payload comes in chunks that say how far they are', async () => {
  const to = await hub();
  const publisher = await publisherTo(to);
  publisher.publish('bytes', Buffer.from('not a picture, but \x00\xff', 'latin1'), 'binary');
  publisher.publish('long', `begin ${'x'.repeat(200_000)} end`);
  publisher.publish('json', JSON.stringify(Array.from({ length: 20_000 }, (_, i) => ({ i }))), 'json');
  const page = await browser.open(to.url);
  await offsetRow(page, 1).click();
  assert.match(await detail(page).locator('pre').innerText(), /^000000 {2}6e 6f 74 20 61 20 70 69 {2}63 .* {2}not a picture, b/);
  assert.equal(Buffer.from(await copy(page, 'Copy as Base64'), 'base64').toString('latin1'), 'not a picture, but \x00\xff');
  await offsetRow(page, 2).click();
  await detail(page).getByText('200,010 characters', { exact: true }).waitFor();
  await detail(page).getByText('Shown so far: 32,768 characters').waitFor();
  const chunks = detail(page).locator('pre span');
  for (let count = 2; count <= 7; count++) {
    await button(page, 'Show more').click();
    await chunks.nth(count - 1).waitFor();
  }
  await button(page, 'Show more').waitFor({ state: 'detached' });
  const whole = await detail(page).locator('pre').textContent();
  assert.ok(whole === `begin ${'x'.repeat(200_000)} end`, `${whole.length} characters`);
  await offsetRow(page, 3).click();
  await detail(page).getByText('Shown so far').waitFor();
  assert.match(await detail(page).locator('pre').innerText(), /^\[\n {2}\{\n {4}"i": 0\n/);
});

test('a lost message is a red row in its place, and the ledger says whose it was', async () => {
  const to = await hub();
  // A hub never loses one by itself: the page is told that one was lost, as a bad proxy might do it.
  const page = await browser.context.newPage();
  await page.routeWebSocket(/\/ws/, (near) => {
    const far = near.connectToServer();
    far.onMessage((text) => {
      if (!/"data":"number [34]"/.test(text)) near.send(text);
    });
  });
  await page.goto(to.url);
  await whenState(page, 'live');
  const publisher = await publisherTo(to);
  for (let i = 1; i <= 6; i++) publisher.publish('t', `number ${i}`, 'text', i);
  await rowWith(page, 'number 6').waitFor();
  const told = (await allRows(page)).map(([offset, text]) => offset ?? text);
  assert.equal(told[0], 6);
  assert.match(told[2], /Missing: numbers 3 to 4 of press-7/);
  assert.match(told[3], /Missing: message 4\. The hub never sent it, though it names it as the one before on t/);
  assert.equal(told[4], 2);
  await button(page, '4 received, 2+ missing').click();
  const row = page.getByRole('region', { name: 'Ledger' }).getByRole('row', { name: /press-7/ });
  assert.deepEqual(await row.getByRole('cell').allInnerTexts(), ['4', '–', '2']);
  await page.keyboard.press('Escape');
  await page.getByRole('region', { name: 'Ledger' }).waitFor({ state: 'detached' });
});
