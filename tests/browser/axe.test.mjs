// axe-core's judgement of the page, in both themes, on a desk and on a phone.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { button, detail, filter, messages, rowWith, whenState } from './support/dashboard.mjs';
import { Hub, inRoot } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';

const views = ['Sources', 'Topics', 'Charts'];

let browser;
let hub;
let publisher;
let axe;

before(async () => {
  axe = await readFile(inRoot('web/node_modules/axe-core/axe.min.js'), 'utf8');
  browser = await Browser.start();
  hub = await Hub.start(['--insecure']);
  publisher = await Publisher.open(hub, 'press-7');
  for (let i = 0; i < 60; i++) publisher.publish(`hello/${i % 3}`, `Hello world ${i}`);
  publisher.publish('line/1', '{"celsius":71.25,"running":true}', 'json');
  publisher.publish('line/2', Buffer.alloc(300, 65), 'binary');
});

after(async () => {
  publisher.close();
  await hub.kill();
  await browser.close();
});

async function judge(page, what) {
  const found = await page.evaluate(async () => (await window.axe.run(document)).violations.map(
    ({ id, impact, nodes }) => ({ id, impact, where: nodes.slice(0, 3).map(({ target }) => target.join(' ')) }),
  ));
  const grave = found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  assert.deepEqual(grave, [], what);
  return found;
}

for (const colorScheme of ['light', 'dark']) {
  for (const [width, height] of [[1440, 900], [390, 844]]) {
    test(`${colorScheme}, ${width} px: nothing serious, in any view, in any state of Live`, async (t) => {
      const page = await browser.open(hub.url, { width, height, colorScheme });
      await whenState(page, 'live');
      await page.locator('.insecure').waitFor();
      // The page's own policy lets no script in but its own; evaluated from outside it may run.
      await page.evaluate(axe);
      await messages(page).first().waitFor();
      const minor = await judge(page, 'live');
      await rowWith(page, 'celsius').click();
      await detail(page).waitFor();
      await judge(page, 'an opened message');
      await page.keyboard.press('Escape');
      await button(page, /received/).click();
      await judge(page, 'the ledger');
      await page.keyboard.press('Escape');
      await filter(page, 'Topic').fill('a/#/b');
      await filter(page).fill('no such thing');
      await page.getByText('Nothing matches').waitFor();
      await judge(page, 'filters');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
      await judge(page, 'help');
      await page.keyboard.press('Escape');
      for (const view of views) {
        await page.getByRole('link', { name: view }).click();
        await page.getByRole('region', { name: view, exact: true }).waitFor();
        await judge(page, view);
      }
      t.diagnostic(`less than serious: ${minor.map(({ id }) => id).join(', ') || 'nothing'}`);
      await page.close();
    });
  }
}
