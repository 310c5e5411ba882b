// Hubs that share a history: a page whose hub is lost goes on at another one, and misses nothing.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Browser } from './support/browser.mjs';
import { allRows, offsetRow, rowWith, whenState } from './support/dashboard.mjs';
import { Hub, inRoot, Program } from './support/programs.mjs';
import { Publisher } from './support/publisher.mjs';

const cleanups = [];
const keep = (program) => {
  cleanups.unshift(() => program.kill());
  return program;
};

let browser;
let hubs;

const freePort = (from) => Number(execFileSync(inRoot('scripts/free-port'), [String(from)], { encoding: 'utf8' }));

async function startNats() {
  const folder = await mkdtemp(join(tmpdir(), 'crier-nats-'));
  cleanups.unshift(() => rm(folder, { recursive: true, force: true }));
  const config = join(folder, 'nats.conf');
  await writeFile(config, `listen: "127.0.0.1:-1"\njetstream { store_dir: "${folder}" }\n`);
  const server = keep(new Program('nats-server', ['-c', config], { talksOn: 'stderr' }));
  const [line] = await server.linesMatching(/Listening for client connections on /);
  await server.linesMatching(/Server is ready/);
  return `nats://${/on (\S+)$/.exec(line)[1]}`;
}

before(async () => {
  browser = await Browser.start();
  cleanups.unshift(() => browser.close());
  const nats = await startNats();
  const first = freePort(18_100 + (process.pid % 4000) * 10);
  const webs = [first, freePort(first + 1)].map((port) => `127.0.0.1:${port}`);
  const shared = ['--history', 'jetstream', '--nats-url', nats, '--presence', 'off'];
  const told = webs.flatMap((web) => ['--hubs', `http://${web}`]);
  hubs = await Promise.all(webs.map(async (web) => keep(await Hub.start([...shared, ...told], ['127.0.0.1:0', web]))));
});

after(async () => {
  for (const cleanup of cleanups) await cleanup();
});

test('a page whose hub is killed goes on at the other one and back, with nothing missing', async () => {
  const [home, other] = hubs;
  const page = await browser.open(home.url);
  await whenState(page, 'live');
  const publisher = await Publisher.open(other, 'press-7');
  cleanups.unshift(() => publisher.close());
  let sent = 0;
  const publish = (count) => {
    for (let i = 0; i < count; i++) publisher.publish('n/1', `number ${++sent}`);
  };
  publish(20);
  await rowWith(page, /number 20$/).waitFor();

  await home.kill();
  publish(20);
  await rowWith(page, /number 40$/).waitFor();
  await whenState(page, 'live');
  publish(5);
  await page.getByText('45 received').waitFor();
  await page.getByText('0 missing').waitFor();

  // What it asks over HTTP goes to the other one too.
  await page.keyboard.press('t');
  const slider = page.getByRole('slider', { name: 'Moment' });
  await slider.focus();
  await page.keyboard.press('Home');
  await offsetRow(page, 1).waitFor();
  await page.keyboard.press('l');
  await offsetRow(page, 45).waitFor();
  assert.deepEqual(await page.evaluate(() => window.violations), []);

  hubs[0] = keep(await Hub.start(home.process.spawnargs.slice(5), home.addresses));
  await other.kill();
  const again = await Publisher.open(hubs[0], 'press-8');
  cleanups.unshift(() => again.close());
  again.publish('n/1', 'number 46');
  await page.getByText('46 received').waitFor();
  await page.getByText('0 missing').waitFor();
  assert.deepEqual((await allRows(page)).map(([offset]) => offset), Array.from({ length: 46 }, (_, i) => 46 - i));
});
