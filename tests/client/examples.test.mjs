// The examples in JavaScript: a message each, and none missed while the hub is away.
import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Hub, inRoot, Program } from '../browser/support/programs.mjs';
import { within } from '../browser/support/deadline.mjs';

test('what is published is heard, over a hub that is killed', async (t) => {
  // Inside the package, where its own name and "ws" can be imported.
  await mkdir(inRoot('web/client/dist-test'), { recursive: true });
  const folder = await mkdtemp(inRoot('web/client/dist-test/examples-'));
  const data = await mkdtemp(join(tmpdir(), 'crier-'));
  t.after(() => Promise.all([folder, data].map((each) => rm(each, { recursive: true, force: true }))));
  await cp(inRoot('examples/javascript'), folder, { recursive: true });
  const start = async (addresses) => {
    const hub = await Hub.start(['--data-dir', data], addresses);
    t.after(() => hub.kill());
    return hub;
  };
  let hub = await start();
  const url = hub.url.slice(0, -1);
  const subscriber = new Program(process.execPath, [join(folder, 'subscribe.mjs'), url, 'hello/#']);
  t.after(() => subscriber.kill());
  const subscribers = async () => (await (await fetch(`${url}/api/v1/info`)).json()).subscribers;
  await within((async () => { while ((await subscribers()) === 0); })(), 'subscriber');
  const say = async (text) => {
    const publisher = new Program(process.execPath, [join(folder, 'publish.mjs'), url, 'hello/there', text]);
    const [code] = await within(publisher.ended, 'end of the publisher');
    assert.deepEqual([code, publisher.errors], [0, '']);
    return publisher.lines[0];
  };
  assert.match(await say('Hello 1'), /^\d+$/);
  await subscriber.linesMatching(/"Hello 1"/);
  await hub.kill();
  hub = await start(hub.addresses);
  await say('Hello 2');
  await say('Hello 3');
  await subscriber.linesMatching(/"Hello 3"/);
  assert.deepEqual(subscriber.lines.map((line) => JSON.parse(line).data), ['Hello 1', 'Hello 2', 'Hello 3']);
});
