// The Sources view: who is connected, who is gone and why, and who is late.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { button, filter, messages, overflow, rows, rowWith, whenState } from './support/dashboard.mjs';
import { Hub, startBroadcaster } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';
import { Tokens } from './support/tokens.mjs';

let browser;
let tokens;
let cleanups = [];

const later = (cleanup) => cleanups.unshift(cleanup);
const keep = (program) => {
  later(() => program.kill());
  return program;
};
const hub = async (...options) => keep(await Hub.start(options));
const quick = ['--min-interval', '20ms', '--max-interval', '60ms'];
const slow = ['--min-interval', '200ms', '--max-interval', '400ms'];

const source = (page, name) =>
  page.locator('.source-row').filter({ has: page.getByRole('button', { name, exact: true }) });
const stateOf = (page, name, text) => source(page, name).locator('.s-state').filter({ hasText: text });

async function openSources(to, look) {
  const page = await browser.open(`${to.url}#sources`, look);
  await whenState(page, 'live');
  return page;
}

async function publisherTo(to, name) {
  const publisher = await Publisher.open(to, name);
  later(() => publisher.close());
  return publisher;
}

before(async () => {
  browser = await Browser.start();
  tokens = await Tokens.make();
});

after(async () => {
  await browser.close();
  await tokens.remove();
});

afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close();
  for (const cleanup of cleanups) await cleanup();
  cleanups = [];
});

test('who comes is online, who goes is offline with the reason, also on a page that is opened later', async () => {
  const to = await hub();
  const page = await openSources(to);
  await page.getByText('No source has spoken yet.').waitFor();
  keep(startBroadcaster(to, 'alice', quick));
  await stateOf(page, 'alice', 'online').waitFor();
  startBroadcaster(to, 'bob', [...quick, '--count', '3']);
  await stateOf(page, 'bob', /offline.*closed/).waitFor();
  await page.getByText('1 online').waitFor();
  await page.getByText('1 offline').waitFor();

  const second = await openSources(to);
  await stateOf(second, 'alice', 'online').waitFor();
  await stateOf(second, 'bob', /offline.*closed/).waitFor();
  assert.deepEqual([...page.faults, ...second.faults], []);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
});

test('a broadcaster that was paused is late, in amber, and no more once it goes on', async () => {
  const to = await hub();
  const page = await openSources(to);
  keep(startBroadcaster(to, 'alice', quick));
  const messagesOf = source(page, 'alice').locator('.s-count');
  await messagesOf.filter({ hasText: /^\d{2,}$/ }).waitFor();
  const control = await publisherTo(to, 'operator');
  control.publish('control/alice', '{"paused":true}', 'json');
  const late = stateOf(page, 'alice', /late by \d/);
  await late.waitFor();
  const color = await late.evaluate((cell) => getComputedStyle(cell).color);
  const amber = await page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--busy'));
  const channels = amber.match(/[0-9a-f]{2}/g).map((hex) => parseInt(hex, 16));
  assert.equal(color, `rgb(${channels.join(', ')})`);
  await page.getByText('1 late').waitFor();
  control.publish('control/alice', '{"paused":false}', 'json');
  await stateOf(page, 'alice', 'online').waitFor();
});

test('a broadcaster that is stopped is late though its connection stands, and offline once it is killed', async () => {
  const to = await hub();
  const page = await openSources(to, { width: 390, height: 844 });
  const alice = keep(startBroadcaster(to, 'alice', slow));
  // Enough to judge by.
  await alice.linesMatching(/./, 8);
  alice.signal('SIGSTOP');
  await stateOf(page, 'alice', /late by \d/).waitFor();
  assert.equal(await overflow(page), 0);
  await alice.kill();
  await stateOf(page, 'alice', 'offline').waitFor();
});

test('while the page is cut off nobody is called late', async () => {
  const to = await hub();
  const page = await openSources(to);
  const alice = keep(startBroadcaster(to, 'alice', quick));
  await alice.linesMatching(/./, 20);
  await stateOf(page, 'alice', 'online').waitFor();
  await to.kill();
  await page.getByText('lateness is not judged').waitFor();
  assert.equal(await page.locator('.source-row.late').count(), 0);
  await page.getByText('The connection ended at').waitFor();
});

test('a source that is pressed is the filter of Live, and its table can be sorted and searched', async () => {
  const to = await hub();
  const page = await openSources(to);
  for (const [name, count] of [['camera-2', 3], ['press-7', 1], ['press-10', 2]]) {
    const publisher = await publisherTo(to, name);
    for (let i = 0; i < count; i++) publisher.publish(`t/${name}`, `of ${name}`);
  }
  const names = () => page.locator('[role=cell].s-name').allInnerTexts();
  for (const name of ['camera-2', 'press-7', 'press-10']) await source(page, name).waitFor();
  assert.deepEqual(await names(), ['camera-2', 'press-7', 'press-10']);
  await button(page, 'Messages').click();
  await page.getByRole('columnheader', { name: 'Messages' }).and(page.locator('[aria-sort=descending]')).waitFor();
  assert.deepEqual(await names(), ['camera-2', 'press-10', 'press-7']);
  await page.getByRole('searchbox').fill('press');
  await source(page, 'camera-2').waitFor({ state: 'detached' });
  await button(page, 'press-7').click();
  await rowWith(page, 'of press-7').waitFor();
  assert.equal(await filter(page, 'Source').inputValue(), 'press-7');
  assert.deepEqual((await rows(page)).map(([, text]) => text), ['of press-7']);
  // As it was left.
  await page.goBack();
  await source(page, 'press-7').waitFor();
  assert.equal(await page.getByRole('searchbox').inputValue(), 'press');
  assert.deepEqual(await names(), ['press-10', 'press-7']);
});

test('presence is no row among the messages, takes no part in the count, and a filter shows it', async () => {
  const to = await hub();
  const publisher = await publisherTo(to, 'press-7');
  publisher.publish('t', 'one');
  const page = await browser.open(to.url);
  await rowWith(page, 'one').waitFor();
  await page.keyboard.press('2');
  await stateOf(page, 'press-7', 'online').waitFor();
  publisher.publish('t', 'two');
  await page.keyboard.press('1');
  await rowWith(page, 'two').waitFor();
  assert.deepEqual((await rows(page)).map(([, text]) => text), ['two', 'one']);
  await page.getByRole('button', { name: '2 received, 0 missing' }).waitFor();
  await filter(page, 'Topic').fill('$hub/#');
  await rowWith(page, '"state": "online"').waitFor();
  assert.equal(await messages(page).count(), 1);
  publisher.close();
  await rowWith(page, '"state": "offline"').waitFor();
  await page.getByRole('button', { name: '2 received, 0 missing' }).waitFor();
});

test('where the hub has said nothing of its own, a filter for that says so', async () => {
  const to = await hub('--presence', 'off');
  (await publisherTo(to, 'press-7')).publish('t', 'x');
  const page = await browser.open(`${to.url}#live?topic=$hub/%23`);
  await page.getByRole('heading', { name: 'Nothing matches this filter' }).waitFor();
  await button(page, 'Show older messages').click();
  await page.getByText('The hub’s history begins here.').waitFor();
  await button(page, 'Clear the filter').click();
  await rowWith(page, 'x').waitFor();
});

test('a page that may not see who is connected says so, and shows who speaks', async () => {
  const to = await hub('--token-key', tokens.file);
  const writer = tokens.sign({ publish: ['#'], subscribe: ['#'] });
  const publisher = await Publisher.open(to, 'press-7', writer);
  later(() => publisher.close());
  const page = await browser.open(`${to.url}?token=${tokens.sign({ subscribe: ['#'] })}#sources`);
  await whenState(page, 'live');
  await page.getByText('who is connected may not be seen with this page’s token').waitFor();
  publisher.publish('t', 'x');
  await stateOf(page, 'press-7', 'not told').waitFor();
  assert.deepEqual(page.faults, []);
});

test('two tabs say the same, each with its own view', async () => {
  const to = await hub();
  keep(startBroadcaster(to, 'alice', quick));
  const [first, second] = [await openSources(to), await browser.open(`${to.url}#topics`)];
  await stateOf(first, 'alice', 'online').waitFor();
  await second.getByRole('treeitem').filter({ hasText: 'alice' }).first().waitFor();
  await second.bringToFront();
  await second.keyboard.press('2');
  await stateOf(second, 'alice', 'online').waitFor();
  assert.match(first.url(), /#sources/);
});
