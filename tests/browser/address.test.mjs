// Links that show a colleague the same, the keyboard, and the switch between light and dark.
import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { button, detail, filter, messages, offsetRow, rows, rowWith, whenState } from './support/dashboard.mjs';
import { Hub } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';
import { Tokens } from './support/tokens.mjs';

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

async function numbered(count, options = [], token) {
  const to = await Hub.start(['--presence', 'off', ...options]);
  cleanups.unshift(() => to.kill());
  const publisher = await Publisher.open(to, 'press-7', token);
  cleanups.unshift(() => publisher.close());
  for (let i = 1; i <= count; i++) publisher.publish(`n/${i % 2}`, `number ${i}`);
  return { to, publisher };
}

async function opened(to, address = '') {
  const page = await browser.open(`${to.url}${address}`);
  await whenState(page, 'live');
  return page;
}

test('the address carries filter, pause and opened message, and shows another page the same', async () => {
  const { to, publisher } = await numbered(1000);
  const page = await opened(to);
  await rowWith(page, 'number 1000').waitFor();
  await filter(page, 'Topic').fill('n/1');
  await page.waitForURL(/#live\?topic=n\/1$/);
  await button(page, 'Pause').click();
  await page.waitForURL(/&at=[0-9a-f]{16}:1000$/);
  await rowWith(page, 'number 997').click();
  await page.waitForURL(/&message=[0-9a-f]{16}:997$/);
  for (let i = 1001; i <= 1500; i++) publisher.publish(`n/${i % 2}`, `number ${i}`);
  const other = await opened(to, new URL(page.url()).hash);
  await detail(other).getByRole('heading', { name: 'Message 997' }).waitFor();
  await button(other, 'Resume').waitFor();
  assert.deepEqual((await rows(other)).slice(0, 3).map(([offset]) => offset), [999, 997, 995]);
  assert.equal(await filter(other, 'Topic').inputValue(), 'n/1');
  await other.getByText('500 messages waiting').waitFor();
  await button(other, 'Resume').click();
  await other.keyboard.press('Escape');
  await offsetRow(other, 1499).waitFor();
  await other.waitForURL(/#live\?topic=n\/1$/);
});

test('a link into a history that is gone, or to a message that is not there, says so', async () => {
  const { to } = await numbered(3);
  const page = await opened(to, '#live?at=0123456789abcdef:2');
  await page.getByRole('alert').filter({ hasText: 'a history that the hub no longer has' }).waitFor();
  await rowWith(page, 'number 3').waitFor();
  const { epoch } = await (await fetch(`${to.url}api/v1/info`)).json();
  const other = await opened(to, `#live?message=${epoch}:77`);
  await other.getByRole('alert').filter({ hasText: 'Message 77 is not in the hub’s history' }).waitFor();
  await button(other, 'Dismiss').click();
  await other.getByRole('alert').waitFor({ state: 'detached' });
});

test('typing a filter adds no step to go back to', async () => {
  const { to } = await numbered(3);
  const page = await opened(to);
  const before = await page.evaluate(() => history.length);
  await filter(page).pressSequentially('number');
  await page.waitForURL(/text=number$/);
  assert.equal(await page.evaluate(() => history.length), before);
});

test('the token is never in the address that the page writes', async () => {
  const tokens = await Tokens.make();
  cleanups.unshift(() => tokens.remove());
  const token = tokens.sign({ publish: ['#'], subscribe: ['#'] });
  const { to } = await numbered(300, ['--token-key', tokens.file], token);
  const asked = [];
  const page = await browser.open(`${to.url}?token=${token}#live?text=number`);
  page.on('request', (request) => asked.push(request.url()));
  await whenState(page, 'live');
  await filter(page).fill('number 3');
  await page.waitForURL(/#live\?text=number%203$/);
  await messages(page).first().click();
  await page.waitForURL(/&message=/);
  assert.ok(!page.url().includes(token));
  // The history over HTTP gets it in a header.
  const fetched = page.waitForRequest(/api\/v1\/messages/);
  await page.keyboard.press('Escape');
  await button(page, 'Show older messages').click();
  assert.equal((await fetched).headers().authorization, `Bearer ${token}`);
  assert.ok(!asked.some((url) => url.startsWith('http') && url.includes(token)));
  await page.getByText('The hub’s history begins here.').waitFor();
});

test('the keys: filter, pause, rows, newest, help, close', async () => {
  const { to } = await numbered(150);
  const page = await opened(to);
  await rowWith(page, 'number 150').waitFor();
  const { keyboard } = page;
  await keyboard.press('/');
  assert.equal(await filter(page).evaluate((input) => input === document.activeElement), true);
  await keyboard.type(' j?');
  assert.equal(await filter(page).inputValue(), ' j?');
  await filter(page).fill('');
  await keyboard.press('Escape');
  await keyboard.press('Space');
  await button(page, 'Resume').waitFor();
  await page.getByRole('status').filter({ hasText: 'Paused' }).waitFor({ state: 'attached' });
  await keyboard.press('Space');
  await button(page, 'Pause').waitFor();
  for (const key of ['j', 'ArrowDown', 'j', 'k']) await keyboard.press(key);
  await page.locator('tr[aria-selected=true][data-offset="149"]').waitFor();
  const active = await page.getByRole('grid').getAttribute('aria-activedescendant');
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute('data-offset'), '149');
  for (let i = 0; i < 60; i++) await keyboard.press('j');
  await page.locator('tr[aria-selected=true][data-offset="89"]').waitFor();
  await keyboard.press('Enter');
  await detail(page).getByRole('heading', { name: 'Message 89' }).waitFor();
  await keyboard.press('Escape');
  await detail(page).waitFor({ state: 'detached' });
  assert.equal(await page.getByRole('grid').evaluate((grid) => grid === document.activeElement), true);
  await keyboard.press('g');
  await rowWith(page, 'number 150').waitFor();
  await keyboard.press('?');
  const help = page.getByRole('dialog', { name: 'Keys' });
  await help.getByText('Pause and resume').waitFor();
  await keyboard.press('Escape');
  await help.waitFor({ state: 'detached' });
});

test('Space on a button is the button’s', async () => {
  const { to } = await numbered(1);
  const page = await opened(to);
  await button(page, 'Keyboard help').press('Space');
  await page.getByRole('dialog', { name: 'Keys' }).waitFor();
  assert.equal(await button(page, 'Resume').count(), 0);
});

test('a table for a screen reader: how many rows there are and which these are', async () => {
  const { to } = await numbered(150);
  const page = await opened(to);
  await rowWith(page, 'number 150').waitFor();
  const grid = page.getByRole('grid', { name: 'Messages, newest first' });
  assert.equal(await grid.getAttribute('aria-rowcount'), '151');
  assert.equal(await offsetRow(page, 150).getAttribute('aria-rowindex'), '2');
  assert.equal(await offsetRow(page, 149).getAttribute('aria-rowindex'), '3');
});

test('light or dark by the system, or as switched here, which a reload keeps', async () => {
  const { to } = await numbered(1);
  const page = await opened(to);
  const ground = () => page.evaluate(() => getComputedStyle(document.querySelector('.top')).backgroundColor);
  const [light, dark] = ['rgb(255, 255, 255)', 'rgb(19, 28, 26)'];
  assert.equal(await ground(), light);
  await page.emulateMedia({ colorScheme: 'dark' });
  assert.equal(await ground(), dark);
  await button(page, 'Colours: as the system').click();
  await button(page, 'Colours: light').waitFor();
  assert.equal(await ground(), light);
  await page.reload();
  await button(page, 'Colours: light').click();
  await page.emulateMedia({ colorScheme: 'light' });
  await button(page, 'Colours: dark').waitFor();
  assert.equal(await ground(), dark);
  await button(page, 'Colours: dark').click();
});

test('a tab that is followed just as the address is written is not lost', async () => {
  const { to } = await numbered(1);
  const page = await opened(to);
  // As on a busy machine: the address is another before the page is told so.
  await page.addInitScript(() => {
    const add = window.addEventListener;
    window.addEventListener = (name, run, ...rest) =>
      add.call(window, name, name === 'hashchange' ? (event) => setTimeout(run, 800, event) : run, ...rest);
  });
  await page.reload();
  await rowWith(page, 'number 1').waitFor();
  await filter(page).fill('in the address');
  await page.getByRole('link', { name: 'Sources' }).click();
  await page.getByRole('region', { name: 'Sources', exact: true }).waitFor();
});
