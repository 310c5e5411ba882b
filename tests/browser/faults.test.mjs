// A hub that lets faults be switched on: the page's buttons for them, and what its ledger says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graveFaults, prepareAxe } from './support/axe.mjs';
import { faintTexts } from './support/contrast.mjs';
import { allRows, button, overflow, rowWith, whenRows, whenState } from './support/dashboard.mjs';
import { Hub } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';
import { pictures, useStage } from './support/stage.mjs';

const stage = useStage();
const bar = (page) => page.getByRole('region', { name: 'Faults' });
const ledger = (page) => page.locator('.received');
const outcome = (page) => bar(page).getByRole('status');

async function begin(look, options = ['--enable-faults']) {
  const hub = await Hub.start(options);
  stage.later(() => hub.kill());
  const page = await stage.browser.open(hub.url, look);
  await whenState(page, 'live');
  const publisher = await Publisher.open(hub, 'press-7');
  stage.later(() => publisher.close());
  return { hub, page, publisher };
}

// Says so many numbers.
function speak(publisher, from, to) {
  for (let number = from; number <= to; number++) publisher.publish('n/1', `number ${number}`);
}

test('a hub without faults has no bar, and its page loads nothing for one', async () => {
  const { hub, page, publisher } = await begin({}, []);
  speak(publisher, 1, 1);
  await whenRows(page, 1);
  const loaded = await page.evaluate(() => performance.getEntriesByType('resource').map(({ name }) => name));
  assert.ok(loaded.some((name) => name.startsWith(hub.url)));
  assert.deepEqual(loaded.filter((name) => name.includes('faults')), []);
  assert.equal(await bar(page).count(), 0);
});

test('what is dropped is missing in the ledger, and there again once the fault is over', async () => {
  const { page, publisher } = await begin();
  speak(publisher, 1, 10);
  await whenRows(page, 10);
  await button(page, 'Drop 20 %').click();
  await bar(page).getByText('drop 20 %:').waitFor();
  // By chance none of these is lost once in 10 to the 38 times.
  speak(publisher, 11, 410);
  await ledger(page).filter({ hasText: /\+ missing/ }).waitFor();
  await page.screenshot({ path: `${pictures}/faults-amber.png` });
  await button(page, 'End drop').click();
  speak(publisher, 411, 411);
  await ledger(page).filter({ hasText: '411 received, 0 missing' }).waitFor();
  await outcome(page).filter({ hasText: /^\d+ messages fetched from the history: 0 missing$/ }).waitFor();
  const texts = (await allRows(page)).filter(([offset]) => offset !== null).map(([, text]) => text);
  assert.equal(new Set(texts).size, 411);
  assert.equal(texts.length, 411);
  await page.screenshot({ path: `${pictures}/faults-mended.png` });
  assert.deepEqual(page.faults, []);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
});

test('what is doubled is shown once', async () => {
  const { page, publisher } = await begin();
  await button(page, 'Double').click();
  await bar(page).getByText('duplicate:').waitFor();
  speak(publisher, 1, 20);
  await bar(page).getByText('duplicate: 20 messages').waitFor();
  await ledger(page).filter({ hasText: '20 received, 0 missing' }).waitFor();
});

test('a page that is cut again and again misses nothing in the end', async () => {
  const { page, publisher } = await begin();
  speak(publisher, 1, 5);
  await whenRows(page, 5);
  await page.getByLabel('How long a fault lasts').selectOption('5');
  await button(page, 'Cut').click();
  await whenState(page, 'reconnecting');
  speak(publisher, 6, 20);
  await rowWith(page, 'number 20').waitFor();
  await whenState(page, 'live');
  await ledger(page).filter({ hasText: '20 received, 0 missing' }).waitFor();
});

test('a publisher can be struck, but not have its messages dropped', async () => {
  const { hub, page, publisher } = await begin();
  speak(publisher, 1, 1);
  await whenRows(page, 1);
  const target = page.getByLabel('Whom a fault strikes');
  await target.focus();
  await target.locator('option', { hasText: 'Publisher press-7' }).waitFor({ state: 'attached' });
  await target.selectOption('Publisher press-7');
  assert.ok(await button(page, 'Drop 20 %').isDisabled());
  await button(page, 'Freeze').click();
  await bar(page).getByText('freeze press-7').waitFor();
  speak(publisher, 2, 2);
  await button(page, 'End freeze').click();
  await rowWith(page, 'number 2').waitFor();
  const { faults } = await (await fetch(new URL('/api/v1/faults', hub.url))).json();
  assert.deepEqual(faults, []);
});

for (const [name, look] of [['wide', {}], ['phone', { width: 390, height: 844, colorScheme: 'dark' }]]) {
  test(`the bar can be read and used (${name})`, async () => {
    const { page, publisher } = await begin(look);
    speak(publisher, 1, 30);
    await whenRows(page, 3);
    await button(page, 'Delay 1 s').click();
    await bar(page).getByText('delay: ').waitFor();
    await page.screenshot({ path: `${pictures}/faults-${name}.png` });
    assert.equal(await overflow(page), 0);
    assert.deepEqual(await page.evaluate(faintTexts), []);
    await prepareAxe(page);
    assert.deepEqual(await graveFaults(page), []);
  });
}
