// The Topics view: the tree, what was last said on each topic, counts, and the way to Live.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { filter, overflow, rows, rowWith, whenState } from './support/dashboard.mjs';
import { Hub } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';

let browser;
let cleanups = [];

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

async function hubWithTopics() {
  const hub = await Hub.start(['--presence', 'off']);
  cleanups.unshift(() => hub.kill());
  const publisher = await Publisher.open(hub, 'press-7');
  cleanups.unshift(() => publisher.close());
  for (let i = 1; i <= 3; i++) publisher.publish('factory/line1/press', `{"celsius":${70 + i}}`, 'json');
  publisher.publish('factory/line2/press', 'Hello world');
  publisher.publish('log', 'started');
  return { hub, publisher };
}

const topic = (page, path) => page.locator(`[role=treeitem][data-path="${path}"]`);
const cell = (page, path, name) => topic(page, path).locator(`.t-${name}`);

async function openTopics(hub, look) {
  const page = await browser.open(`${hub.url}#topics`, look);
  await whenState(page, 'live');
  await topic(page, 'factory').waitFor();
  return page;
}

test('each topic has its last value and its counts, and a level those of all below it', async () => {
  const { hub, publisher } = await hubWithTopics();
  const page = await openTopics(hub);
  await page.getByText('3 topics').waitFor();
  await topic(page, 'factory/line1').focus();
  await page.keyboard.press('ArrowRight');
  await cell(page, 'factory/line1/press', 'value').filter({ hasText: '{"celsius": 73}' }).waitFor();
  assert.equal(await cell(page, 'factory/line1/press', 'count').innerText(), '3');
  await cell(page, 'factory', 'hub').filter({ hasText: /^4$/ }).waitFor();
  assert.equal(await cell(page, 'factory', 'count').innerText(), '4');
  publisher.publish('factory/line1/press', '{"celsius":99}', 'json');
  await cell(page, 'factory/line1/press', 'value').filter({ hasText: '{"celsius": 99}' }).waitFor();
  await cell(page, 'factory', 'count').filter({ hasText: /^5$/ }).waitFor();
  await cell(page, 'factory', 'hub').filter({ hasText: /^5$/ }).waitFor();
  assert.deepEqual(page.faults, []);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
});

test('the hub tells of topics that this page has not heard', async () => {
  const { hub, publisher } = await hubWithTopics();
  for (let i = 0; i < 300; i++) publisher.publish('noise', `${i}`);
  const page = await openTopics(hub);
  await page.getByText('4 topics').waitFor();
  await cell(page, 'log', 'hub').filter({ hasText: /^1$/ }).waitFor();
  assert.equal(await cell(page, 'log', 'count').innerText(), '0');
  await cell(page, 'noise', 'hub').filter({ hasText: /^300$/ }).waitFor();
});

test('a topic that is pressed is the filter of Live, a level with all below it; what was open stays so', async () => {
  const { hub } = await hubWithTopics();
  const page = await openTopics(hub);
  await topic(page, 'factory/line1').focus();
  await page.keyboard.press('ArrowRight');
  await topic(page, 'factory/line1/press').click();
  await rowWith(page, 'celsius').first().waitFor();
  assert.equal(await filter(page, 'Topic').inputValue(), 'factory/line1/press');
  assert.equal((await rows(page)).length, 3);
  await page.keyboard.press('3');
  await topic(page, 'factory/line1/press').waitFor();
  await topic(page, 'factory').click();
  await rowWith(page, 'Hello world').waitFor();
  assert.equal(await filter(page, 'Topic').inputValue(), 'factory/#');
  assert.equal((await rows(page)).length, 4);
});

test('on a phone: the search finds topics by their whole names, and nothing is over the edge', async () => {
  const { hub } = await hubWithTopics();
  const page = await openTopics(hub, { width: 390, height: 844 });
  await page.getByRole('searchbox').fill('line2');
  await page.getByText('1 found').waitFor();
  await topic(page, 'factory/line2/press').filter({ hasText: 'factory/line2/press' }).waitFor();
  assert.equal(await page.getByRole('treeitem').count(), 1);
  assert.equal(await overflow(page), 0);
});
