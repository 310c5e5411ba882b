// What a client says to a hub, and how it reads: publishing, filters, tokens, loops.
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { promisify } from 'node:util';
import { within } from '../browser/support/deadline.mjs';
import { Hub, inRoot } from '../browser/support/programs.mjs';
import { Following, patienceMs, webSocketUrl } from './following.mjs';

let cleanups = [];

const later = (cleanup) => cleanups.unshift(cleanup);

async function startHub(...options) {
  const hub = await Hub.start(options);
  later(() => hub.kill());
  return hub;
}

function follow(hub, options) {
  const following = new Following(webSocketUrl(hub), options);
  later(() => following.client.close());
  return following;
}

afterEach(async () => {
  for (const cleanup of cleanups) await cleanup();
  cleanups = [];
});

test('publishing answers with the offset, or with why not', async () => {
  const hub = await startHub();
  const { client, ...rest } = follow(hub, { topics: ['t'] });
  assert.equal(await client.publish('t', 'text'), 1);
  assert.equal(await client.publish('t', { n: [1, null] }), 2);
  await assert.rejects(client.publish('$hub/t', 'x'), { code: 'forbidden' });
  await assert.rejects(client.publish('a/+', 'x'), { code: 'bad_topic' });
  await assert.rejects(client.publish('t', undefined), { code: 'bad_json' });
  const all = await Promise.all(Array.from({ length: 100 }, (_, at) => client.publish('t', at)));
  assert.deepEqual(all, Array.from({ length: 100 }, (_, at) => at + 3));
  assert.deepEqual(rest.errors, []);
});

test('a publish whose answer a kill swallowed is rejected as unknown', async () => {
  const hub = await startHub();
  const following = follow(hub, { topics: [] });
  await following.whenState('live');
  hub.signal('SIGSTOP');
  const publishing = following.client.publish('t', 'x');
  await Promise.all([hub.kill(), assert.rejects(publishing, { code: 'unknown' })]);
});

test('two filters that overlap deliver once; filters come and go while it runs', async () => {
  const hub = await startHub();
  const following = follow(hub, { topics: ['a/#', 'a/+/c'] });
  const { client } = following;
  await following.whenState('live');
  await client.publish('a/b/c', 1);
  await client.publish('x', 2);
  await client.subscribe('x', '#');
  await client.publish('x', 3);
  await client.unsubscribe('#', 'x');
  await client.publish('x', 4);
  await client.publish('a', 5);
  await following.whenText(5);
  assert.deepEqual(following.texts, [1, 3, 5]);
  await assert.rejects(client.subscribe('a/#/b'), { code: 'bad_filter' });
  assert.deepEqual(following.gaps, []);
});

test('an async iterator reads what was and what comes, and holds back a hub that is faster', async () => {
  const hub = await startHub();
  const writer = follow(hub, { topics: [] });
  const say = (from, to) =>
    Promise.all(Array.from({ length: to - from }, (_, at) => writer.client.publish('t', from + at)));
  await say(0, 50);
  const reader = follow(hub, { since: 0, bufferMessages: 20 });
  const iterator = reader.client[Symbol.asyncIterator]();
  await reader.whenState('paused');
  await say(50, 500);
  const read = [];
  for await (const { data } of { [Symbol.asyncIterator]: () => iterator }) {
    read.push(data);
    if (data === 499) break;
  }
  assert.deepEqual(read, Array.from({ length: 500 }, (_, at) => at));
  assert.deepEqual(reader.gaps, []);
});

test('a token that runs out is renewed, and the stream goes on from its position', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crier-client-'));
  later(() => rmSync(folder, { recursive: true, force: true }));
  const key = join(folder, 'key');
  const open = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });
  open('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key);
  open('ec', '-in', key, '-pubout', '-out', `${key}.pub`);
  const hub = await startHub('--token-key', `${key}.pub`);
  const rights = 'crier={"publish":["#"],"subscribe":["t/#"]}';
  const run = promisify(execFile);
  const issue = async (seconds) => {
    const exp = `exp=${Math.floor(Date.now() / 1000) + seconds}`;
    return (await run(inRoot('scripts/dev-token'), [key, 'ann', exp, rights])).stdout.trim();
  };
  const writer = follow(hub, { topics: [], token: () => issue(3600) });
  // A hub grants 5 s more, for clocks that differ: each of these is good for about 4 s.
  const reader = follow(hub, { topics: ['t/#'], token: () => issue(-1) });
  await reader.whenState('live');
  for (let renewal = 0; renewal < 2; renewal++) {
    await reader.whenNext('reconnecting');
    assert.equal(reader.states.find(({ kind }) => kind === 'reconnecting').code, 4201);
    await writer.client.publish('t/a', renewal);
    await reader.whenText(renewal);
  }
  assert.deepEqual(reader.texts, [0, 1]);
  assert.deepEqual(reader.gaps, []);
  assert.deepEqual(reader.errors, []);

  const stranger = follow(hub, { token: 'not one' });
  await stranger.whenState('refused');
  assert.equal(stranger.client.state.code, 4001);
  await assert.rejects(within(stranger.client.publish('t', 1), 'refusal', patienceMs), { code: 'refused' });
});
