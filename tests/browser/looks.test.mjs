// The page in light and dark, wide and narrow: pictures for people, and what a program can judge of
// them. The pictures are left in build/browser.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { faintTexts } from './support/contrast.mjs';
import { button, detail, filter, overflow, rowWith, whenRows, whenState } from './support/dashboard.mjs';
import { Hub, inRoot } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';
import { Wire } from './support/wire.mjs';

const pictures = inRoot('build/browser');

let browser;
let hub;
let publisher;

before(async () => {
  await mkdir(pictures, { recursive: true });
  browser = await Browser.start();
  hub = await Hub.start();
  publisher = await Publisher.open(hub, 'press-7');
  for (let i = 0; i < 12; i++) publisher.publish(`hello/${['alice', 'bob', 'carol'][i % 3]}`, 'Hello world');
  publisher.publish('factory/line1/press', '{"celsius":71.25,"running":true}', 'json');
  publisher.publish('factory/line1/camera', Buffer.from('not a picture, but bytes all the same'), 'binary');
  publisher.publish('log/deploy', 'The quick brown fox jumps over the lazy dog. '.repeat(20));
});

after(async () => {
  publisher.close();
  await hub.kill();
  await browser.close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`${colorScheme}, ${width} px: legible and nothing over the edge, live and cut off`, async (t) => {
      const wire = await Wire.to(hub.webAddress);
      // Left open by a failure, it would keep the program from ending.
      t.after(() => wire.close());
      const page = await browser.open(wire.url, { colorScheme, width });
      await whenState(page, 'live');
      await whenRows(page, 15);
      const judge = async (what) => {
        await page.screenshot({ path: `${pictures}/${what}-${colorScheme}-${width}.png` });
        assert.deepEqual(await page.evaluate(faintTexts), []);
        assert.equal(await overflow(page), 0);
      };
      await judge('live');
      for (const view of ['Sources', 'Topics', 'Charts']) {
        await page.getByRole('link', { name: view }).click();
        await page.getByRole('region', { name: view, exact: true }).waitFor();
        await judge(view.toLowerCase());
      }
      await page.getByRole('link', { name: 'Live' }).click();
      await button(page, 'Pause').click();
      await filter(page).fill('o');
      await rowWith(page, 'quick brown').click();
      await detail(page).waitFor();
      wire.cut();
      await whenState(page, 'reconnecting');
      await judge('cut');
      await page.close();
    });
  }
}

test('scrolled down, the state of the connection stays in sight', async () => {
  for (const width of [1440, 390]) {
    const page = await browser.open(hub.url, { width, height: 500 });
    await whenRows(page, 5);
    await page.locator('.scroller').evaluate((scroller) => (scroller.scrollTop = scroller.scrollHeight));
    const box = await page.locator('[data-state=live]').boundingBox();
    assert.ok(box.y >= 0 && box.y + box.height <= 500, `at ${box.y}`);
    await page.close();
  }
});

test('the keyboard reaches every control, and focus is seen', async () => {
  const page = await browser.open(hub.url);
  await whenRows(page, 15);
  const expected = ['Live', 'Sources', 'Topics', 'Charts', 'Send', 'received', 'Colours', 'Keyboard help', 'Pause', 'filter-text', 'filter-topic', 'filter-source', 'Time travel', 'Export', 'Messages'];
  for (const control of expected) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(() => {
      const { id, ariaLabel, textContent } = document.activeElement;
      return { name: id || ariaLabel || textContent, outline: getComputedStyle(document.activeElement).outlineWidth };
    });
    assert.match(focus.name, new RegExp(control));
    if (control !== 'Messages') assert.notEqual(focus.outline, '0px');
  }
  await page.close();
});
