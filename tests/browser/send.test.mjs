// The Send view: what is typed is checked, what is sent is kept as it was written, and broadcasters
// obey.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, detail, overflow, whenState } from './support/dashboard.mjs';
import { Hub, startBroadcaster } from './support/programs.mjs';
import { faintTexts } from './support/contrast.mjs';
import { graveFaults, prepareAxe } from './support/axe.mjs';
import { pictures, useStage } from './support/stage.mjs';

const stage = useStage();

async function opened(options = [], look) {
  const hub = await Hub.start(options);
  stage.later(() => hub.kill());
  const page = await stage.browser.open(`${hub.url}#send`, look);
  await whenState(page, 'live');
  return { hub, page };
}

const topic = (page) => page.getByLabel('Topic', { exact: true });
const message = (page) => page.getByLabel('Message', { exact: true });
const send = (page) => page.getByRole('button', { name: 'Send', exact: true });
const outcome = (page) => page.getByRole('status', { name: 'What became of it' });
const history = async (hub) => (await fetch(`${hub.url}api/v1/messages`)).text();

test('a text is sent with Ctrl+Enter, and its offset leads to it in Live', async () => {
  const { hub, page } = await opened();
  await topic(page).fill('hello/é..');
  await message(page).fill('line 1\nline 2');
  await message(page).press('Control+Enter');
  await outcome(page).getByText('Stored as offset 1').waitFor();
  assert.match(await history(hub), /"topic":"hello\/é\.\.".*"data":"line 1\\nline 2"/);
  await outcome(page).getByRole('link').click();
  await detail(page).getByRole('heading', { name: 'Message 1' }).waitFor();
  assert.deepEqual(page.faults, []);
});

test('JSON goes as it was written, and what is wrong is named by its place', async () => {
  const { hub, page } = await opened();
  await topic(page).fill('n');
  await button(page, 'JSON').click();
  await message(page).fill('{\n  "n": 12345678901234567890,\n  "x": 1.50,}');
  await page.getByText('line 3 column 13').waitFor();
  assert.ok(await send(page).isDisabled());
  await message(page).press('Control+Enter');
  await message(page).fill('{"n": 12345678901234567890,  "x": 1.50}');
  await send(page).click();
  await outcome(page).getByText('Stored as offset 1').waitFor();
  assert.ok((await history(hub)).includes('"data":{"n": 12345678901234567890,  "x": 1.50}'));
});

test('topics are checked while typing, and a refusal comes in words', async () => {
  const { page } = await opened(['--max-payload', '1KiB']);
  await topic(page).fill('a/+/b');
  await page.getByText('A topic can’t contain “+”: that is for filters.').waitFor();
  assert.ok(await send(page).isDisabled());
  await topic(page).fill('$hub/x');
  await page.getByText('Topics of $hub are the hub’s own.').waitFor();
  await topic(page).fill('a/b');
  await message(page).fill('x'.repeat(3000));
  await send(page).click();
  await outcome(page).getByText(/^It was not stored \((too_large|bad_payload)\): .+\.$/).waitFor();
});

test('cut off, it says that nobody knows', async () => {
  const { page } = await opened();
  await page.route(/api\/v1\/publish/, (route) => route.abort());
  await topic(page).fill('a');
  await send(page).click();
  await outcome(page).getByText('it may be stored or not').waitFor();
});

test('what was sent in this tab can be sent again and edited, after a reload too', async () => {
  const { hub, page } = await opened();
  await topic(page).fill('a');
  await message(page).fill('first');
  await send(page).click();
  await outcome(page).getByText('offset 1').waitFor();
  await page.reload();
  await whenState(page, 'live');
  await button(page, /^Send again: a,/).click();
  await outcome(page).getByText('offset 2').waitFor();
  await button(page, /^Edit: a,/).first().click();
  await page.waitForFunction(() => document.getElementById('send-data').value === 'first');
  await message(page).fill('second');
  await send(page).click();
  await outcome(page).getByText('offset 3').waitFor();
  const { messages } = await (await fetch(`${hub.url}api/v1/messages`)).json();
  assert.deepEqual(messages.map(({ data }) => data), ['first', 'first', 'second']);
});

test('a broadcaster is given another text, pauses and goes on', async () => {
  const { hub, page } = await opened();
  const alice = startBroadcaster(hub, 'alice', ['--min-interval', '20ms', '--max-interval', '40ms']);
  stage.later(() => alice.kill());
  await alice.linesMatching(/Hello world/);
  await page.locator('#drive-sources option[value=alice]').waitFor({ state: 'attached' });
  await page.getByLabel('Source', { exact: true }).fill('alice');
  await page.getByLabel('Shortest interval').fill('2');
  await page.getByText('“2” is not a duration such as 250ms, 1.5s or 10m.').waitFor();
  await page.getByLabel('Shortest interval').fill('10ms');
  await page.getByLabel('Text', { exact: true }).fill('Good evening');
  await button(page, 'Set').click();
  await alice.linesMatching(/Good evening/, 3);
  await button(page, 'Pause it').click();
  await page.getByText('{"paused": true}').waitFor();
  await button(page, 'Let it go on').click();
  const before = alice.lines.length;
  await alice.linesMatching(/Good evening/, before + 5);
  const { messages } = await (await fetch(`${hub.url}api/v1/messages?topics=control/%23`)).json();
  assert.deepEqual(messages.map(({ data }) => data), [
    { text: 'Good evening', min_interval: '10ms' },
    { paused: true },
    { paused: false },
  ]);
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1440, 390]) {
    test(`${colorScheme}, ${width} px: legible, and nothing that axe finds serious`, async () => {
      const { page } = await opened([], { colorScheme, width, height: width === 390 ? 844 : 900 });
      await prepareAxe(page);
      await topic(page).fill('factory/line1/press');
      await message(page).fill('Hello world');
      await send(page).click();
      await outcome(page).getByText('offset 1').waitFor();
      await button(page, 'JSON').click();
      await message(page).fill('{"serial": 12345678901234567890, "running": true}');
      await send(page).click();
      await outcome(page).getByText('offset 2').waitFor();
      await page.route(/api\/v1\/publish/, (route) => route.abort());
      await send(page).click();
      await outcome(page).getByText('stored or not').waitFor();
      await message(page).fill('{"serial": 12345678901234567890,}');
      await page.getByText('line 1 column 33').waitFor();
      await page.screenshot({ path: `${pictures}/send-${colorScheme}-${width}.png` });
      assert.deepEqual(await graveFaults(page), []);
      assert.deepEqual(await page.evaluate(faintTexts), []);
      assert.equal(await overflow(page), 0);
    });
  }
}
