// Who may see what: the page with a token, without, with one that runs out, and on a hub that
// serves everybody.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import { after, afterEach, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { faintTexts } from './support/contrast.mjs';
import { allRows, button, messages, overflow, rows, rowWith, whenRows, whenState } from './support/dashboard.mjs';
import { Hub, inRoot } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';
import { Tokens } from './support/tokens.mjs';

const pictures = inRoot('build/browser');
const everything = { publish: ['#'], subscribe: ['#'] };
const looks = ['light', 'dark'].flatMap((colorScheme) => [1440, 390].map((width) => ({ colorScheme, width })));

let browser;
let tokens;
let cleanups = [];

const later = (cleanup) => cleanups.unshift(cleanup);

async function hub(...options) {
  const program = await Hub.start(options);
  later(() => program.kill());
  return program;
}

const guarded = () => hub('--token-key', tokens.file);

async function publisherTo(to, token) {
  const publisher = await Publisher.open(to, 'press-7', token);
  later(() => publisher.close());
  return publisher;
}

const tokenField = (page) => page.getByLabel('Token', { exact: true });

async function give(page, token) {
  await tokenField(page).fill(token);
  await button(page, 'Use token').click();
}

// Neither what is shown nor what is in the page's fields, address and title.
async function tellsNothingOf(page, token) {
  const told = await page.evaluate(() => {
    const fields = [...document.querySelectorAll('input')].map((input) => input.value);
    return [document.documentElement.outerHTML, document.title, location.href, ...fields].join('\n');
  });
  assert.ok(!told.includes(token));
}

async function judge(page, what, { colorScheme, width }) {
  await page.screenshot({ path: `${pictures}/${what}-${colorScheme}-${width}.png` });
  assert.deepEqual(await page.evaluate(faintTexts), []);
  assert.equal(await overflow(page), 0);
}

before(async () => {
  await mkdir(pictures, { recursive: true });
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

test('a token in the address works, vanishes from there, and is still known after a reload', async () => {
  const to = await guarded();
  const publisher = await publisherTo(to, tokens.sign(everything));
  publisher.publish('private/x', 'not for everybody');
  publisher.publish('public/x', 'for everybody');
  const token = tokens.sign({ subscribe: ['public/#'] });
  const asked = browser.context.waitForEvent('request', (request) => request.url().endsWith('/api/v1/info'));
  const page = await browser.open(`${to.url}?token=${token}&a=b#c`);
  await whenState(page, 'live');
  assert.equal(page.url(), `${to.url}?a=b#c`);
  assert.equal((await asked).headers().authorization, `Bearer ${token}`);
  await rowWith(page, 'for everybody').waitFor();
  // A client whose rights are limited gets what it may see, and misses nothing.
  assert.deepEqual((await rows(page)).map(([, text]) => text), ['for everybody']);
  await page.getByText('0 missing').waitFor();
  await page.reload();
  await whenState(page, 'live');
  await whenRows(page, 1);
  await tellsNothingOf(page, token);
  assert.deepEqual(page.faults, []);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
});

test('no token: the page says so and stays away, and a pasted one brings the messages', async () => {
  const to = await guarded();
  const token = tokens.sign(everything);
  (await publisherTo(to, token)).publish('t', 'at last');
  const page = await browser.context.newPage();
  let sockets = 0;
  page.on('websocket', () => sockets++);
  await page.goto(to.url);
  await page.getByRole('heading', { name: 'This hub asks for a token' }).waitFor();
  await page.getByText('this hub wants a token').waitFor();
  assert.equal(await page.title(), 'Token needed – Crier');
  await page.evaluate(() => dispatchEvent(new Event('online')));
  assert.equal(sockets, 1);
  assert.equal(await tokenField(page).getAttribute('type'), 'password');
  assert.equal(await tokenField(page).evaluate((field) => field === document.activeElement), true);

  await give(page, '…');
  await page.getByRole('alert').filter({ hasText: 'That is no token' }).waitFor();
  assert.equal(sockets, 1);
  await give(page, 'a.b.c');
  await page.getByRole('heading', { name: 'The hub refused the token' }).waitFor();
  assert.equal(sockets, 2);
  await tokenField(page).fill(`  Bearer ${token}\n`);
  await tokenField(page).press('Enter');
  await rowWith(page, 'at last').waitFor();
  await whenState(page, 'live');
  assert.equal(await tokenField(page).count(), 0);
  await tellsNothingOf(page, token);
  await page.reload();
  await rowWith(page, 'at last').waitFor();
});

test('a token that permits nothing: the hub’s own words are shown, as text', async () => {
  const to = await guarded();
  const sub = '<img src=x onerror=alert(1)>';
  const page = await browser.open(`${to.url}?token=${tokens.sign({ publish: ['#'] }, { sub })}`);
  await page.getByRole('heading', { name: 'This page may not read from the hub' }).waitFor();
  await page.locator('q').filter({ hasText: sub }).waitFor();
  assert.equal(await page.locator('main img').count(), 0);
  await whenState(page, 'refused');
  assert.deepEqual(page.faults, []);
  await give(page, tokens.sign(everything));
  await whenState(page, 'live');
});

test('who is turned away on the way to the hub is told so, and what that said', async () => {
  const to = await guarded();
  const refusal = JSON.stringify({ error: { code: 'forbidden', message: 'not from <b>here</b>' } });
  // As a proxy that asks for more than the hub does: the page passes, nothing else.
  let upgrades = 0;
  const gate = createServer(async ({ url }, response) => {
    if (url.startsWith('/api/')) return response.writeHead(403).end(refusal);
    const answer = await fetch(new URL(url, to.url));
    response.writeHead(answer.status, { 'Content-Type': answer.headers.get('content-type') });
    response.end(Buffer.from(await answer.arrayBuffer()));
  });
  gate.on('upgrade', (_, socket) => {
    upgrades++;
    socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
  });
  later(() => gate.closeAllConnections?.());
  later(() => gate.close());
  await once(gate.listen(0, '127.0.0.1'), 'listening');
  const page = await browser.open(`http://127.0.0.1:${gate.address().port}/`);
  await page.locator('q').filter({ hasText: 'not from <b>here</b>' }).waitFor();
  await whenState(page, 'refused');
  const before = upgrades;
  const answered = page.waitForResponse('**/api/v1/info');
  await button(page, 'Try again').click();
  await answered;
  await page.locator('q').waitFor();
  assert.equal(upgrades, before + 1);
});

test('a token that runs out: the page says so, and goes on without a hole or a repeat with a new one', async () => {
  const to = await guarded();
  const publisher = await publisherTo(to, tokens.sign(everything));
  let sent = 0;
  const publish = (count) => {
    for (let i = 0; i < count; i++) {
      publisher.publish('a/t', `number ${++sent}`);
      publisher.publish('b/t', `other ${sent}`);
    }
  };
  publish(3);
  const page = await browser.open(`${to.url}?token=${tokens.sign({ subscribe: ['a/#'] }, { seconds: 3 })}`);
  await rowWith(page, 'number 3').waitFor();
  publish(3);
  await rowWith(page, 'number 6').waitFor();
  await page.getByRole('heading', { name: 'The token has expired' }).waitFor();
  await whenState(page, 'refused');
  assert.equal(await messages(page).count(), 6);
  // More than a page that begins anew would ask for.
  publish(210);
  await give(page, tokens.sign({ subscribe: ['a/#'] }, { seconds: 1 }));
  await rowWith(page, 'number 216').waitFor();
  await page.getByRole('heading', { name: 'The token has expired' }).waitFor();
  publish(3);
  // One that permits more: what came before on the topics that are new was never this page's.
  await give(page, tokens.sign(everything));
  await rowWith(page, 'other 219').waitFor();
  publish(1);
  await rowWith(page, 'other 220').waitFor();
  const texts = (await allRows(page)).map(([, text]) => text).reverse();
  const numbers = (name) => texts.flatMap((text) => (text.startsWith(name) ? [Number(text.split(' ')[1])] : []));
  assert.deepEqual(numbers('number'), Array.from({ length: 220 }, (_, i) => i + 1));
  assert.deepEqual(numbers('other').slice(-4), [217, 218, 219, 220]);
  await page.getByText('0 missing').waitFor();
  assert.equal(await page.locator('.notice').count(), 0);
});

test('a hub that serves everybody says so at the bottom edge, and rows that arrive don’t move it', async () => {
  const to = await hub('--insecure');
  const publisher = await publisherTo(to);
  for (const width of [1440, 390]) {
    const page = await browser.open(to.url, { width, height: 844 });
    const notice = page.getByText('This hub serves everybody who can reach it (--insecure)');
    await notice.waitFor();
    await whenState(page, 'live');
    const place = await notice.boundingBox();
    const height = await page.locator('.top').evaluate((top) => top.offsetHeight);
    assert.ok(place.y + place.height <= 844);
    for (let i = 0; i < 40; i++) publisher.publish('t', `${width}: ${i}`);
    await rowWith(page, `${width}: 39`).waitFor();
    assert.deepEqual(await notice.boundingBox(), place);
    assert.equal(await page.locator('.top').evaluate((top) => top.offsetHeight), height);
    const [footer, strip] = [await page.locator('footer').boundingBox(), await page.locator('.insecure').boundingBox()];
    assert.ok(footer.y + footer.height <= strip.y + 0.5, 'it hides nothing at the end');
    await page.close();
  }
});

test('a hub that doesn’t serve everybody has no such notice', async () => {
  for (const to of [await hub(), await guarded()]) {
    const answered = browser.context.waitForEvent('response', (response) => response.url().endsWith('/api/v1/info'));
    const page = await browser.open(`${to.url}?token=${tokens.sign(everything)}`);
    assert.equal((await (await answered).json()).insecure, false);
    await whenState(page, 'live');
    assert.equal(await page.locator('.insecure').count(), 0);
    await page.close();
  }
});

for (const look of looks) {
  test(`${look.colorScheme}, ${look.width} px: legible and nothing over the edge, whoever may see what`, async () => {
    const open = await hub('--insecure');
    const publisher = await publisherTo(open);
    for (let i = 0; i < 30; i++) publisher.publish(`hello/${['alice', 'bob'][i % 2]}`, 'Hello world');
    const first = await browser.open(open.url, look);
    await whenRows(first, 10);
    await first.locator('.insecure').waitFor();
    await judge(first, 'insecure', look);

    const to = await guarded();
    const second = await browser.open(to.url, look);
    await whenState(second, 'refused');
    await judge(second, 'token-needed', look);
    await give(second, '…');
    await second.getByRole('alert').waitFor();
    await judge(second, 'no-token', look);
    await give(second, tokens.sign(everything));
    await whenState(second, 'live');
    await judge(second, 'first-message', look);
    const speaker = await publisherTo(to, tokens.sign(everything));
    for (let i = 0; i < 5; i++) speaker.publish('hello/alice', 'Hello world');
    await whenRows(second, 5);
    const third = await browser.open(`${to.url}?token=${tokens.sign(everything, { seconds: 1 })}`, look);
    await third.getByRole('heading', { name: 'The token has expired' }).waitFor();
    await whenRows(third, 5);
    await judge(third, 'token-expired', look);
    await give(third, '…');
    await third.getByRole('alert').waitFor();
    await judge(third, 'no-token-beside-rows', look);
  });
}
