// What a client is left with when the hub, or the way to it, fails: everything, once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { Hub, startBroadcaster } from '../browser/support/programs.mjs';
import { Publisher } from '../browser/support/publisher.mjs';
import { Wire } from '../browser/support/wire.mjs';
import { Following, webSocketUrl } from './following.mjs';

let cleanups = [];

const later = (cleanup) => cleanups.unshift(cleanup);

async function startHub(options, addresses) {
  const hub = await Hub.start(options, addresses);
  later(() => hub.kill());
  return hub;
}

async function startPublisher(hub) {
  const publisher = await Publisher.open(hub, 'press-7');
  later(() => publisher.close());
  return publisher;
}

function follow(url, options) {
  const following = new Following(url, options);
  later(() => following.client.close());
  return following;
}

async function wireTo(hub) {
  const wire = await Wire.to(hub.webAddress);
  later(() => wire.close());
  return [wire, wire.url.replace(/^http(.*)$/, 'ws$1ws')];
}

afterEach(async () => {
  for (const cleanup of cleanups) await cleanup();
  cleanups = [];
});

const numbers = (count) => Array.from({ length: count }, (_, at) => `number ${at + 1}`);
const offsets = ({ messages }) => messages.map(({ offset }) => offset);

test('a hub killed and restarted on its folder while machines speak: nothing lost, nothing doubled', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crier-client-'));
  later(() => rm(folder, { recursive: true, force: true }));
  const options = ['--data-dir', folder];
  let hub = await startHub(options);
  const speaking = ['alice', 'bob'].map((name) =>
    startBroadcaster(hub, name, ['--min-interval', '1ms', '--max-interval', '20ms']),
  );
  for (const broadcaster of speaking) later(() => broadcaster.kill());
  const following = follow(webSocketUrl(hub), { since: 0 });
  for (let kill = 0; kill < 3; kill++) {
    const before = following.messages.length;
    await following.when(({ messages }) => messages.length >= before + 100, 'hundred messages more');
    const reconnecting = following.whenNext('reconnecting');
    await hub.kill();
    await reconnecting;
    hub = await startHub(options, hub.addresses);
  }
  const live = following.messages.length;
  await following.when(({ messages }) => messages.length >= live + 100, 'hundred messages more');
  for (const broadcaster of speaking) {
    broadcaster.signal('SIGTERM');
    await broadcaster.ended;
    assert.equal(broadcaster.process.exitCode, 0);
  }
  (await startPublisher(hub)).publish('t', 'the last');
  await following.whenText('the last');
  assert.deepEqual(offsets(following), [...new Set(offsets(following))].sort((a, b) => a - b));
  const said = speaking.reduce((sum, { lines }) => sum + lines.length, 0);
  assert.equal(following.messages.length, said + 1);
  assert.deepEqual(following.gaps, []);
});

test('a hub that stops politely: back when it said, and nothing lost', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crier-client-'));
  later(() => rm(folder, { recursive: true, force: true }));
  const first = await startHub(['--data-dir', folder]);
  const following = follow(webSocketUrl(first));
  await following.whenState('live');
  (await startPublisher(first)).publish('t', 'number 1');
  await following.whenText('number 1');
  first.signal('SIGTERM');
  await first.ended;
  assert.equal(first.process.exitCode, 0);
  await following.whenState('reconnecting');
  assert.ok(following.states.some(({ kind, code }) => kind === 'reconnecting' && code === 4200));
  const second = await startHub(['--data-dir', folder], first.addresses);
  (await startPublisher(second)).publish('t', 'number 2');
  await following.whenText('number 2');
  assert.deepEqual(following.texts, numbers(2));
  assert.deepEqual(following.gaps, []);
});

test('a hub that lost the end of its history with its machine: told to who was further, and to nobody else', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'crier-client-'));
  later(() => rm(folder, { recursive: true, force: true }));
  const [file, kept] = [join(folder, 'crier.db'), join(folder, 'kept')];
  const options = ['--data-dir', folder, '--presence', 'off'];
  let hub = await startHub(options);
  const following = follow(webSocketUrl(hub), { since: 0 });
  const say = async (begin, end) => {
    const publisher = await startPublisher(hub);
    for (let at = begin; at <= end; at++) publisher.publish('t', `number ${at}`);
    await following.whenText(`number ${end}`);
  };
  await say(1, 5);
  hub.signal('SIGTERM');
  await hub.ended;
  await copyFile(file, kept);
  hub = await startHub(options, hub.addresses);
  await say(6, 8);
  const [epoch] = following.client.position.split(':');
  await hub.kill();
  for (const journal of ['-wal', '-shm']) await rm(file + journal);
  await copyFile(kept, file);
  execFileSync('sqlite3', [file, "INSERT INTO property VALUES ('unsynced_on', 'the boot before')"]);
  hub = await startHub(options, hub.addresses);
  await say(9, 12);
  const gap = { reason: 'epoch_changed', after: 5, before: 6 };
  assert.deepEqual(following.gaps, [{ ...gap, epoch: following.client.welcome.epoch }]);
  assert.deepEqual(following.texts, numbers(12));
  assert.equal(following.client.position, `${following.client.welcome.epoch}:9`);
  const behind = follow(webSocketUrl(hub), { since: `${epoch}:3` });
  await behind.whenText('number 12');
  assert.deepEqual(behind.texts, [...numbers(5).slice(3), ...numbers(12).slice(8)]);
  assert.deepEqual(behind.gaps, []);
});

test('a wire cut again and again in mid-stream: nothing lost, nothing doubled', async () => {
  const hub = await startHub([]);
  const [wire, url] = await wireTo(hub);
  const publisher = await startPublisher(hub);
  const following = follow(url);
  // Before anything else came, so there is nothing but the welcome's offset to resume from.
  await following.whenState('live');
  let sent = 0;
  const publish = (count) => {
    for (let at = 0; at < count; at++) publisher.publish(`t/${at % 3}`, `number ${++sent}`);
  };
  for (let cut = 0; cut < 10; cut++) {
    const reconnecting = following.whenNext('reconnecting');
    publish(200);
    if (cut > 0) await following.when(({ messages }) => messages.length > sent - 200, 'some of them');
    wire.cut();
    publish(50);
    await reconnecting;
    wire.mend();
    following.client.nudge();
  }
  await following.whenText(`number ${sent}`);
  assert.deepEqual(following.texts, numbers(sent));
  assert.deepEqual(following.gaps, []);
});

test('what expired meanwhile is told, with its bounds', async () => {
  const hub = await startHub(['--retain-messages', '50']);
  const [wire, url] = await wireTo(hub);
  const publisher = await startPublisher(hub);
  const following = follow(url);
  const witness = follow(webSocketUrl(hub));
  await following.whenState('live');
  await witness.whenState('live');
  publisher.publish('t', 'number 1');
  await following.whenText('number 1');
  const reconnecting = following.whenNext('reconnecting');
  wire.cut();
  await reconnecting;
  for (let at = 2; at <= 5000; at++) publisher.publish('t', `number ${at}`);
  await witness.whenText('number 5000');
  wire.mend();
  await following.whenText('number 5000');
  assert.equal(following.gaps.length, 1);
  const [{ reason, after, before }] = following.gaps;
  const [last, next] = offsets(following);
  assert.deepEqual([reason, after, before], ['expired', last, next]);
  const [first, ...rest] = following.texts;
  assert.equal(first, 'number 1');
  assert.deepEqual(rest, numbers(5000).slice(-rest.length));
  assert.ok(rest.length < 4999);
});

test('a hub that hangs is found out by its silence, and followed again once it goes on', async () => {
  const hub = await startHub(['--heartbeat', '1s']);
  const following = follow(webSocketUrl(hub));
  const publisher = await startPublisher(hub);
  await following.whenState('live');
  const reconnecting = following.whenNext('reconnecting');
  hub.signal('SIGSTOP');
  publisher.publish('t', 'number 1');
  await reconnecting;
  assert.equal(following.client.state.cause, 'silent');
  hub.signal('SIGCONT');
  await following.whenText('number 1');
  assert.deepEqual(following.texts, numbers(1));
});

test('a history that was in memory is another one after a restart, and is told as such', async () => {
  const first = await startHub([]);
  const following = follow(webSocketUrl(first));
  await following.whenState('live');
  (await startPublisher(first)).publish('t', 'of the first');
  await following.whenText('of the first');
  await first.kill();
  const second = await startHub([], first.addresses);
  (await startPublisher(second)).publish('t', 'of the second');
  await following.whenText('of the second');
  assert.deepEqual(following.gaps.map(({ reason }) => reason), ['epoch_changed']);
  const [one, other] = following.messages.map(({ position }) => position.split(':')[0]);
  assert.notEqual(one, other);
});
