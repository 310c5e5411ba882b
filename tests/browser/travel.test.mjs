// Time travel: the table as it was, the keys of the slider, playing, and the way back to live.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { graveFaults, prepareAxe } from './support/axe.mjs';
import { faintTexts } from './support/contrast.mjs';
import { button, filter, offsetRow, overflow, rows, rowWith, whenState } from './support/dashboard.mjs';
import { Hub } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';
import { pictures, useStage } from './support/stage.mjs';

const stage = useStage();

// A hub that keeps `count` numbered messages and nothing of publishers, and a page with the slider.
async function travelling(count, { look, options = ['--presence', 'off'] } = {}) {
  const hub = await Hub.start(options);
  stage.later(() => hub.kill());
  const publisher = await Publisher.open(hub, 'press-7');
  stage.later(() => publisher.close());
  for (let i = 1; i <= count; i++) publisher.publish(`n/${i % 2}`, `number ${i}`);
  const page = await stage.browser.open(hub.url, look);
  await whenState(page, 'live');
  await rowWith(page, new RegExp(`number ${count}$`)).waitFor();
  await page.keyboard.press('t');
  await slider(page).waitFor();
  return { hub, publisher, page };
}

const slider = (page) => page.getByRole('slider', { name: 'Moment' });
const place = (page) => page.locator('.travel-place');
const drag = (page, to) =>
  slider(page).evaluate((input, value) => {
    input.value = value;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }, to);

async function moveTo(page, offset) {
  await drag(page, offset);
  await whenTop(page, offset);
}

async function whenTop(page, offset) {
  await page.waitForFunction((top) => document.querySelector('tr.message')?.dataset.offset === top, String(offset));
}

test('the slider shows the table as it was, with the times at its ends and under its thumb', async () => {
  const { hub, page, publisher } = await travelling(3000);
  assert.equal(await place(page).innerText(), 'Live');
  await moveTo(page, 1200);
  assert.deepEqual((await rows(page)).slice(0, 3).map(([offset]) => offset), [1200, 1199, 1198]);
  await place(page).getByText(/^1,200 · \d\d:\d\d:\d\d\.\d{3}$/).waitFor();
  const { messages } = await (await fetch(`${hub.url}api/v1/messages?limit=1`)).json();
  const first = new Date(messages[0].time);
  const shown = await page.locator('.travel-end').first().innerText();
  assert.equal(Number(shown.slice(-3)), first.getMilliseconds());
  await page.waitForURL(/at=[0-9a-f]{16}:1200$/);
  publisher.publish('n/1', 'number 3001');
  await page.getByText('1,801 messages waiting').waitFor();
  await filter(page).fill('number 119');
  await offsetRow(page, 1199).waitFor();
  await filter(page).fill('');
  await slider(page).focus();
  await page.keyboard.press('l');
  await rowWith(page, 'number 3001').waitFor();
  await rowWith(page, 'number 2999').waitFor();
  assert.deepEqual(page.faults, []);
});

test('dragging asks the hub for few moments, and the last one is shown', async () => {
  const { page } = await travelling(3000);
  await moveTo(page, 2000);
  let asked = 0;
  page.on('request', (request) => (asked += request.url().includes('/messages') ? 1 : 0));
  const box = await slider(page).boundingBox();
  await page.mouse.move(box.x + box.width * 0.66, box.y + box.height / 2);
  await page.mouse.down();
  for (let step = 0; step <= 60; step++) await page.mouse.move(box.x + box.width * (0.66 - step / 120), box.y + box.height / 2);
  await page.mouse.up();
  const at = await slider(page).inputValue();
  await offsetRow(page, at).waitFor();
  assert.ok(asked < 30, `${asked} requests`);
});

test('the keys go by one, by a hundred and to the ends', async () => {
  const { page } = await travelling(1000);
  await moveTo(page, 500);
  await slider(page).focus();
  const steps = [['ArrowLeft', 499], ['ArrowRight', 500], ['PageUp', 400], ['PageDown', 500], ['Home', 1]];
  for (const [key, offset] of steps) {
    await page.keyboard.press(key);
    await place(page).getByText(new RegExp(`^${offset} ·`)).waitFor();
    await whenTop(page, offset);
  }
  await page.keyboard.press('End');
  await place(page).getByText('Live', { exact: true }).waitFor();
  await rowWith(page, 'number 1000').waitFor();
  await page.keyboard.press('ArrowLeft');
  await place(page).getByText(/^999 ·/).waitFor();
  await page.keyboard.press('Escape');
  await place(page).getByText('Live', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await slider(page).waitFor({ state: 'detached' });
});

test('it plays at a hundred times the pace and stands still when told to', async () => {
  const { page, publisher } = await travelling(50);
  const flowing = setInterval(() => publisher.publish('n/1', 'more'), 100);
  stage.later(() => clearInterval(flowing));
  await offsetRow(page, 60).waitFor();
  await moveTo(page, 52);
  await button(page, 'Play at 1 times the pace').click();
  await offsetRow(page, 54).waitFor();
  await button(page, 'Stand still').click();
  await page.locator('button:disabled').and(button(page, 'Stand still')).waitFor();
  await whenTop(page, await slider(page).inputValue());
  await button(page, 'Play at 100 times the pace').click();
  await place(page).getByText('Live', { exact: true }).waitFor();
  assert.equal(await button(page, 'Resume').count(), 0);
});

test('the sources are as they were too, and the slider goes along', async () => {
  const { hub, page, publisher } = await travelling(30, { options: [] });
  const state = (name, text) =>
    page.locator('.source-row').filter({ has: button(page, name) }).locator('.s-state').filter({ hasText: text });
  publisher.close();
  await page.keyboard.press('2');
  await state('press-7', 'offline').waitFor();
  const later = await Publisher.open(hub, 'robot-4');
  stage.later(() => later.close());
  for (let i = 1; i <= 10; i++) later.publish('n/3', `later ${i}`);
  await page.getByText('40 received').waitFor();
  // The first offset is of the publisher's coming, the 32nd of its going.
  await drag(page, 21);
  await page.getByText(/as of \d\d:\d\d:\d\d.*, from the 20 messages before/).waitFor();
  await state('press-7', 'online').waitFor();
  assert.equal(await button(page, 'robot-4').count(), 0);
  await drag(page, 32);
  await state('press-7', /offline.*closed/).waitFor();
  assert.equal(await button(page, 'robot-4').count(), 0);
  await drag(page, 40);
  await state('robot-4', 'online').waitFor();
  await page.keyboard.press('1');
  await whenTop(page, 40);
  await page.keyboard.press('2');
  await slider(page).focus();
  await page.keyboard.press('l');
  await page.getByText('as of').waitFor({ state: 'detached' });
  await button(page, 'robot-4').waitFor();
  assert.deepEqual(page.faults, []);
});

test('what has expired meanwhile is said', async () => {
  const { page, publisher } = await travelling(50, { options: ['--presence', 'off', '--retain-messages', '1000'] });
  await moveTo(page, 30);
  for (let i = 51; i <= 5000; i++) publisher.publish('n/1', `number ${i}`);
  await page.getByText('5,000 received').waitFor();
  await drag(page, 20);
  await page.getByRole('alert').filter({ hasText: /Message 20 has expired\. [\d,]+ is the oldest/ }).waitFor();
  await button(page, 'Back to live').click();
  await rowWith(page, 'number 5000').waitFor();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`${colorScheme}, ${width} px: legible, and nothing that axe finds serious`, async () => {
      const look = { colorScheme, width, height: width === 390 ? 844 : 900 };
      const { page } = await travelling(300, { look, options: [] });
      await prepareAxe(page);
      await moveTo(page, 120);
      const judge = async (name) => {
        await page.screenshot({ path: `${pictures}/${name}-${colorScheme}-${width}.png` });
        assert.deepEqual(await graveFaults(page), []);
        assert.deepEqual(await page.evaluate(faintTexts), []);
        assert.equal(await overflow(page), 0);
      };
      await judge('travel');
      await page.keyboard.press('2');
      await page.getByText('as of').waitFor();
      await judge('travel-sources');
    });
  }
}
