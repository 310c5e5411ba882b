// Export: what is shown or a range, as the hub's own lines or as CSV, and a recording looked at
// without a hub.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { graveFaults, prepareAxe } from './support/axe.mjs';
import { faintTexts } from './support/contrast.mjs';
import { allRows, button, detail, filter, overflow, rows, rowWith, whenState } from './support/dashboard.mjs';
import { Hub } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';
import { pictures, useStage } from './support/stage.mjs';

const stage = useStage();

// A page in a browser that asks nobody where a file is to go.
async function numbered(count, look) {
  const hub = await Hub.start(['--presence', 'off']);
  stage.later(() => hub.kill());
  const publisher = await Publisher.open(hub, 'press-7');
  stage.later(() => publisher.close());
  for (let i = 1; i <= count; i++) publisher.publish(`n/${i % 2}`, `number ${i}`);
  const page = await stage.browser.open(hub.url, look);
  await page.addInitScript(() => delete window.showSaveFilePicker);
  await page.reload();
  await whenState(page, 'live');
  await rowWith(page, new RegExp(`number ${count}$`)).waitFor();
  return { hub, publisher, page };
}

const dialog = (page) => page.getByRole('dialog', { name: 'Export' });

async function exported(page) {
  const download = page.waitForEvent('download');
  await dialog(page).getByRole('button', { name: 'Export' }).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
}

const hubLines = async (hub, query) =>
  (await (await fetch(`${hub.url}api/v1/messages?${query}`, { headers: { Accept: 'application/x-ndjson' } })).text())
    .replace(/\{"type":"next".*\n$/, '');

async function drag(page, event, name = 'any.ndjson', text = '') {
  const files = await page.evaluateHandle(({ name, text }) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([text], name));
    return transfer;
  }, { name, text });
  await page.dispatchEvent('body', event, { dataTransfer: files });
}

const drop = (page, name, text) => drag(page, 'drop', name, text);

test('what is shown, with the filter, as the hub’s own lines', async () => {
  const { hub, page } = await numbered(150);
  await filter(page, 'Topic').fill('n/1');
  await page.getByText('75 of 150 match').waitFor();
  await button(page, 'Export').click();
  const { name, text } = await exported(page);
  assert.match(name, /^crier-.*\.ndjson$/);
  assert.equal(text, await hubLines(hub, 'topics=n/1'));
  await dialog(page).getByText('75 messages written, none missing').waitFor();
  assert.deepEqual(page.faults, []);
  assert.deepEqual(await page.evaluate(() => window.violations), []);
});

test('a range by offsets as CSV, with formulas disarmed', async () => {
  const { page, publisher } = await numbered(3000);
  publisher.publish('f', '=HYPERLINK("x")');
  publisher.publish('f', '{"n":12345678901234567890}', 'json');
  await page.getByText('12345678901234567890').waitFor();
  await button(page, 'Export').click();
  await page.getByLabel('From one offset to another').check();
  await page.getByLabel('From', { exact: true }).fill('2999');
  await page.getByLabel('CSV').check();
  const { name, text } = await exported(page);
  assert.match(name, /\.csv$/);
  const lines = text.split('\r\n');
  assert.equal(lines[0], 'offset,prev,time,sent,topic,source,seq,delta_ms,format,data');
  assert.equal(lines.length, 6);
  assert.match(lines[1], /^2999,2997,.*,n\/1,press-7,0,.*,text,number 2999$/);
  assert.match(lines[3], /,text,"'=HYPERLINK\(""x""\)"$/);
  assert.match(lines[4], /,json,"\{""n"":12345678901234567890\}"$/);
});

test('a range by times, in pages, and cancelled', async () => {
  const { hub, page } = await numbered(3000);
  const { messages } = await (await fetch(`${hub.url}api/v1/messages?limit=1`)).json();
  await button(page, 'Export').click();
  await page.getByLabel('From one time to another').check();
  const local = await page.evaluate((time) => {
    const at = new Date(Date.parse(time) - 3_600_000);
    return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
  }, messages[0].time);
  await page.getByLabel('From', { exact: true }).fill(local);
  const { text } = await exported(page);
  assert.equal(text, await hubLines(hub, 'since=0'));
  await page.route(/limit=1000/, () => {});
  await dialog(page).getByRole('button', { name: 'Export' }).click();
  await button(page, 'Cancel').click();
  await dialog(page).getByText('Cancelled: nothing was written.').waitFor();
});

test('where the browser lets the page write a file, it goes there', async () => {
  const { hub, page } = await numbered(20);
  await page.evaluate(() => {
    window.written = '';
    const write = async (text) => void (window.written += text);
    const writable = { write, close: async () => void (window.isWhole = true), abort: async () => {} };
    window.showSaveFilePicker = async () => ({ createWritable: async () => writable });
  });
  await button(page, 'Export').click();
  await dialog(page).getByRole('button', { name: 'Export' }).click();
  await page.waitForFunction(() => window.isWhole);
  assert.equal(await page.evaluate(() => window.written), await hubLines(hub, 'since=0'));
});

test('a recording is shown offline under its banner, with its own gaps, and left for live', async () => {
  const { hub, page, publisher } = await numbered(40);
  const lines = (await hubLines(hub, 'since=0')).split('\n');
  lines.splice(9, 1, 'not a line of JSON');
  await page.route(/api/, (route) => route.abort());
  const hint = () => page.evaluate(() => getComputedStyle(document.body, '::after').content);
  await drag(page, 'dragover');
  assert.equal(await hint(), '"Drop a recording to look at it"');
  await drag(page, 'dragleave');
  assert.equal(await hint(), 'none');
  await drag(page, 'dragover');
  await drop(page, 'monday.ndjson', lines.join('\n'));
  await page.getByText('A recording, monday.ndjson, 39 messages; not live.').waitFor();
  assert.equal(await hint(), 'none');
  await page.getByText('1 gap found').waitFor();
  await page.getByText('1 line could not be read, the first is line 10:').waitFor();
  publisher.publish('n/1', 'number 41');
  // Nothing that counts what is live can be taken for the recording's.
  assert.equal(await page.locator('.received').count(), 0);
  assert.equal(await page.title(), 'monday.ndjson, recorded – Crier');
  const all = await allRows(page);
  assert.equal(all[0][0], 40);
  assert.match(all.find(([offset]) => offset === null)[1], /Not recorded: message 10\./);
  await page.getByText('The recording begins here.').waitFor();
  await filter(page).fill('number 3');
  await page.getByText('11 of 39 match').waitFor();
  await rowWith(page, 'number 33').click();
  await detail(page).getByRole('heading', { name: 'Message 33' }).waitFor();
  assert.equal(await detail(page).getByText('Get it again').count(), 0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await rowWith(page, 'number 41').waitFor();
  await page.getByText('41 received').waitFor();
  assert.equal(await filter(page).inputValue(), '');
});

test('a recording can be chosen as well, and what is exported is one', async () => {
  const { page } = await numbered(60);
  await button(page, 'Export').click();
  const { text } = await exported(page);
  await dialog(page).getByLabel(/Or look at a recorded file/).setInputFiles({
    name: 'own.ndjson',
    mimeType: 'application/x-ndjson',
    buffer: Buffer.from(text),
  });
  await page.getByText('A recording, own.ndjson, 60 messages; not live.').waitFor();
  assert.equal((await rows(page))[0][0], 60);
  await page.getByRole('grid').focus();
  await page.keyboard.press('l');
  await page.getByText('A recording').waitFor({ state: 'detached' });
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`${colorScheme}, ${width} px: legible, and nothing that axe finds serious`, async () => {
      const { page, hub } = await numbered(60, { colorScheme, width, height: width === 390 ? 844 : 900 });
      await prepareAxe(page);
      const judge = async (what) => {
        await page.screenshot({ path: `${pictures}/${what}-${colorScheme}-${width}.png` });
        assert.deepEqual(await graveFaults(page), []);
        assert.deepEqual(await page.evaluate(faintTexts), []);
        assert.equal(await overflow(page), 0);
      };
      await filter(page).fill('number 1');
      await button(page, 'Export').click();
      await exported(page);
      await page.getByLabel('From one time to another').check();
      await judge('export');
      await page.keyboard.press('Escape');
      const lines = (await hubLines(hub, 'since=0')).split('\n');
      lines.splice(49, 1, 'not a line of JSON');
      await drop(page, 'monday.ndjson', lines.join('\n'));
      await page.getByText('59 messages; not live').waitFor();
      await judge('recording');
    });
  }
}
