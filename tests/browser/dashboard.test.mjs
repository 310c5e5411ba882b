// The page in a real browser against the real hub and broadcasters: what a person sees.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { button, detail, filter, messages, offsetRow, overflow } from './support/dashboard.mjs';
import { rows, rowWith, whenRows, whenState } from './support/dashboard.mjs';
import { Hub, startBroadcaster, startWscat } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';

let browser;
let running = [];

const hub = async (...options) => keep(await Hub.start(options));
const broadcaster = (to, name) => keep(startBroadcaster(to, name));
const keep = (program) => {
  running.push(program);
  return program;
};

before(async () => {
  browser = await Browser.start();
});

after(async () => {
  await browser.close();
});

afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close();
  await Promise.all(running.map((program) => program.kill()));
  running = [];
});

async function faultless(page) {
  assert.deepEqual(page.faults, []);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
}

test('broadcasters’ messages arrive by themselves, newest first, with who, where, what and when', async () => {
  const to = await hub();
  const page = await browser.open(to.url);
  await whenState(page, 'live');
  broadcaster(to, 'alice');
  broadcaster(to, 'bob');
  for (const name of ['alice', 'bob']) {
    const row = messages(page).filter({ has: page.locator('.source', { hasText: new RegExp(`^${name}$`) }) }).first();
    await row.waitFor();
    assert.equal(await row.locator('.topic').innerText(), `hello/${name}`);
    assert.match(await row.locator('.data .text').innerText(), /^Hello world/);
    assert.match(await row.locator('.time').innerText(), /^\d\d:\d\d:\d\d\.\d{3}$/);
    assert.match(await row.locator('time').getAttribute('title'), /\d{4}-\d\d-\d\dT.*Z/);
  }
  await whenRows(page, 10);
  const offsets = (await rows(page)).map(([offset]) => offset);
  assert.deepEqual(offsets, [...offsets].sort((a, b) => b - a));
  assert.equal(new Set(offsets).size, offsets.length);
  assert.equal(await page.locator('.missing').innerText(), '0 missing');
  await faultless(page);
});

test('each message shows the hub’s time since the one before on its topic, a dash the first', async () => {
  const to = await hub();
  const page = await browser.open(to.url);
  const publisher = await Publisher.open(to, 'press-7');
  publisher.publish('a', 'first of a');
  await rowWith(page, 'first of a').waitFor();
  publisher.publish('b', 'first of b');
  publisher.publish('a', 'second of a');
  await rowWith(page, 'second of a').waitFor();
  const delta = (text) => rowWith(page, text).locator('.delta');
  assert.match(await delta('first of a').innerText(), /—$/);
  assert.match(await delta('first of b').innerText(), /—$/);
  assert.match(await delta('second of a').innerText(), /^\+\d+(\.\d+)? (ms|s)$/);
  const first = await rowWith(page, 'first of a').getAttribute('data-offset');
  assert.match(await delta('second of a').getAttribute('title'), new RegExp(`after message ${first}, .* on a$`));
  publisher.close();
});

test('a refresh keeps the rows and the times between them', async () => {
  const to = await hub();
  const speaker = broadcaster(to, 'alice');
  const page = await browser.open(to.url);
  await whenRows(page, 8);
  await speaker.kill();
  const earlier = await rows(page);
  await page.reload();
  await whenRows(page, earlier.length);
  const later = await rows(page);
  assert.deepEqual(later.slice(-earlier.length), earlier);
  assert.ok(later.filter(([, , delta]) => /^\+/.test(delta)).length >= 7);
});

test('pause: the table stands still and counts what waits; resume shows it', async () => {
  const to = await hub();
  const page = await browser.open(to.url);
  const publisher = await Publisher.open(to, 'tester');
  publisher.publish('t', 'before');
  await rowWith(page, 'before').waitFor();
  await button(page, 'Pause').click();
  await button(page, 'Resume').waitFor();
  for (let i = 1; i <= 5; i++) publisher.publish('t', `while ${i}`);
  await page.getByText('5 messages waiting').waitFor();
  assert.equal(await messages(page).count(), 1);
  await button(page, 'Resume').press('Enter');
  await rowWith(page, 'while 5').waitFor();
  assert.equal(await messages(page).count(), 6);
  assert.equal(await page.getByText('waiting').count(), 0);
  publisher.close();
});

test('the filter looks at source, topic and message and says how many of how many', async () => {
  const to = await hub();
  const page = await browser.open(to.url);
  const publishers = await Promise.all(['press-7', 'camera'].map((source) => Publisher.open(to, source)));
  publishers[0].publish('line/1', 'started');
  publishers[0].publish('line/2', 'stopped');
  publishers[1].publish('line/1', 'picture');
  await whenRows(page, 3);
  for (const [text, count] of [['PRESS', 2], ['line/1', 2], ['stopp', 1]]) {
    await filter(page).fill(text);
    await page.getByText(`${count} of 3 match`).waitFor();
    assert.equal(await messages(page).count(), count);
  }
  await filter(page).fill('zebra');
  await page.getByText('Nothing matches').waitFor();
  await button(page, 'Clear the filter').click();
  await whenRows(page, 3);
  for (const publisher of publishers) publisher.close();
});

test('a message that looks like markup is shown as the text it is', async () => {
  const to = await hub();
  const page = await browser.open(to.url);
  const publisher = await Publisher.open(to, 'mallory');
  const texts = ['<img src=x onerror=alert(1)>', '<script>alert(2)</script>', '</td><b>bold</b>', '&lt;i&gt; &amp;'];
  for (const text of texts) publisher.publish(`evil/${text.replaceAll('/', '')}`, text);
  await whenRows(page, texts.length);
  assert.deepEqual((await rows(page)).map(([, text]) => text).reverse(), texts);
  assert.equal(await page.locator('main img, main script, main b, main i').count(), 0);
  await faultless(page);
  publisher.close();
});

test('JSON keeps its digits, bytes are hex with their number, long text is cut and reachable', async () => {
  const to = await hub();
  const page = await browser.open(to.url);
  const publisher = await Publisher.open(to, 'press-7');
  publisher.publish('json', '{"serial":12345678901234567890}', 'json');
  publisher.publish('bytes', Buffer.from([0, 255, 16]), 'binary');
  publisher.publish('long', `begin ${'x'.repeat(5000)} end`);
  await whenRows(page, 3);
  await rowWith(page, '{"serial": 12345678901234567890}').waitFor();
  await rowWith(page, '00 ff 10').getByText('3 bytes of binary').waitFor();
  const long = rowWith(page, 'begin');
  assert.doesNotMatch(await long.innerText(), / end/);
  await long.getByText('4,730 characters more').waitFor();
  await long.click();
  await detail(page).getByText(/x end$/).waitFor();
  publisher.close();
});

test('an empty hub says how to publish a first message, and that very command works', async () => {
  const to = await hub();
  const page = await browser.open(to.url);
  await page.getByRole('heading', { name: 'No messages yet' }).waitFor();
  const command = await page.locator('.empty pre').first().innerText();
  const [, address, message] = /^npx wscat -c (\S+) -x '(.*)'$/.exec(command);
  keep(startWscat(['-c', address, '-x', message]));
  await rowWith(page, 'Hello world').waitFor();
});

test('the table is one for a screen reader too, and changes of state are announced', async () => {
  const to = await hub();
  const publisher = await Publisher.open(to, 'press-7');
  publisher.publish('t', 'hello');
  for (const width of [1440, 390]) {
    const page = await browser.open(to.url, { width });
    await page.getByRole('grid', { name: 'Messages, newest first' }).waitFor();
    assert.equal(await page.getByRole('columnheader').count(), 5);
    assert.equal(await page.getByRole('row').filter({ hasText: 'hello' }).getByRole('gridcell').count(), 5);
    await page.getByRole('status').filter({ hasText: 'Live' }).waitFor({ state: 'attached' });
  }
  publisher.close();
});

test('390 px need no sideways scrolling, whatever is published', async () => {
  const to = await hub();
  const publisher = await Publisher.open(to, 'a-long-source-name.with.dots:and-more-0123456789-'.repeat(2));
  publisher.publish(`factory/${'line/'.repeat(40)}end`, 'x'.repeat(2000));
  publisher.publish('t', `{"key":"${'y'.repeat(400)}"}`, 'json');
  publisher.publish('t', Buffer.alloc(500), 'binary');
  const page = await browser.open(to.url, { width: 390, height: 844 });
  await whenRows(page, 3);
  assert.equal(await overflow(page), 0);
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 600 });
    assert.equal(await overflow(page), 0);
    for (const at of [0, 1, 2]) {
      await messages(page).nth(at).click();
      await detail(page).waitFor();
      assert.equal(await overflow(page), 0);
      await page.keyboard.press('Escape');
    }
  }
  publisher.close();
});

test('a burst of thousands leaves the page bounded, exact and answering', async () => {
  const to = await hub();
  const page = await browser.open(to.url);
  await whenState(page, 'live');
  const publisher = await Publisher.open(to, 'burster');
  for (let i = 1; i <= 5000; i++) publisher.publish(`burst/${i % 7}`, `number ${i}`);
  await page.locator('.received strong', { hasText: /^5,000$/ }).waitFor();
  await offsetRow(page, (await rows(page))[0][0]).getByText('number 5000').waitFor();
  assert.ok((await page.locator('tbody tr').count()) <= 60);
  await page.getByText('0 missing').waitFor();
  await filter(page).fill('number 4999');
  await page.getByText('1 of 5,000 match').waitFor();
  publisher.close();
});
