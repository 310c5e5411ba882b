// The programs in the documents run as they stand there, with another hub's address.
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { Hub, inRoot, Program } from '../browser/support/programs.mjs';

let cleanups = [];

const later = (cleanup) => cleanups.unshift(cleanup);

afterEach(async () => {
  for (const cleanup of cleanups) await cleanup();
  cleanups = [];
});

async function programsIn(document) {
  const text = await readFile(inRoot(document), 'utf8');
  return [...text.matchAll(/```js\n(.*?)```/gs)].map(([, program]) => program);
}

// Inside the package, where its own name and "ws" can be imported.
async function run(program, hub) {
  const address = 'ws://localhost:8080/ws';
  assert.ok(program.includes(address));
  const made = inRoot('web/client/dist-test');
  await mkdir(made, { recursive: true });
  const folder = await mkdtemp(join(made, 'readme-'));
  later(() => rm(folder, { recursive: true, force: true }));
  // For a Node that has none; a browser does.
  await writeFile(join(folder, 'web_socket.mjs'), "import W from 'ws';\nglobalThis.WebSocket ??= W;\n");
  const text = `import './web_socket.mjs';\n${program.replace(address, `ws://${hub.webAddress}/ws`)}`;
  const file = join(folder, 'program.mjs');
  await writeFile(file, text);
  const running = new Program(process.execPath, [file]);
  later(() => running.kill());
  return running;
}

async function startHub() {
  const hub = await Hub.start();
  later(() => hub.kill());
  return hub;
}

// Stored, once it has been answered.
async function publish(hub, text) {
  const headers = { 'Content-Type': 'text/plain' };
  const answer = await fetch(`${hub.url}api/v1/publish/hello/press-7`, { method: 'POST', headers, body: text });
  assert.equal(answer.status, 200);
}

test('the README’s program prints what it is to print', async () => {
  const programs = await programsIn('README.md');
  assert.equal(programs.length, 1);
  const hub = await startHub();
  await publish(hub, 'Hello world');
  const running = await run(programs[0], hub);
  await running.linesMatching(/^1 hello\/press-7 Hello world$/);
});

test('the client’s own: publishing with listeners, and a loop from the oldest message on', async () => {
  const programs = await programsIn('web/client/README.md');
  assert.equal(programs.length, 2);
  const hub = await startHub();
  await publish(hub, 'Hello world');
  const listening = await run(programs[0], hub);
  await listening.linesMatching(/^stored as 2$/);
  await listening.linesMatching(/^live$/);
  await listening.linesMatching(/^hello\/browser { text: 'Hello world' }$/);
  const looping = await run(programs[1], hub);
  await looping.linesMatching(/^[0-9a-f]{16}:1 hello\/press-7 Hello world$/);
  await publish(hub, 'again');
  await looping.linesMatching(/^[0-9a-f]{16}:3 hello\/press-7 again$/);
});
