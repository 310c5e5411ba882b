// The issue's own check: an ordinary WebSocket tool shows the raw stream.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, test } from 'node:test';
import { Hub, inRoot, startBroadcaster, startWscat } from './support/programs.mjs';

let running = [];
const keep = (program) => {
  running.push(program);
  return program;
};

afterEach(async () => {
  await Promise.all(running.map((program) => program.kill()));
  running = [];
});

const wscat = (url) => keep(startWscat(['-c', url]));

test('wscat sees one JSON object for each message', async () => {
  const hub = keep(await Hub.start());
  const watcher = wscat(`ws://${hub.webAddress}/ws?topics=hello/%23`);
  await watcher.linesMatching(/"type":"live"/);
  keep(startBroadcaster(hub, 'alice'));
  const lines = await watcher.linesMatching(/"type":"message"/, 3);
  const messages = lines.map((line) => JSON.parse(line));
  for (const message of messages) {
    assert.equal(message.topic, 'hello/alice');
    assert.equal(message.source, 'alice');
    assert.match(message.data, /^Hello world/);
  }
  assert.equal(messages[0].prev, 0);
  assert.equal(messages[0].delta_ms, null);
  assert.equal(messages[2].prev, messages[1].offset);
  const elapsed = Date.parse(messages[2].time) - Date.parse(messages[1].time);
  assert.ok(Math.abs(messages[2].delta_ms - elapsed) < 20, `${messages[2].delta_ms} against ${elapsed}`);
  for (const line of watcher.lines) assert.equal(typeof JSON.parse(line).type, 'string');
});

test('wscat with format=raw sees the payloads alone', async () => {
  const hub = keep(await Hub.start());
  keep(startBroadcaster(hub, 'alice'));
  // Starting from the history, nothing depends on who was first.
  const watcher = wscat(`ws://${hub.webAddress}/ws?topics=hello/%23&since=0&format=raw`);
  const lines = await watcher.linesMatching(/./, 3);
  for (const line of lines) assert.match(line, /^Hello world/);
});

test('wscat sees the stream over TLS with the authority that it is given', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'crier-tls-'));
  try {
    execFileSync(inRoot('scripts/dev-ca'), [folder], { stdio: 'ignore' });
    const file = (name) => join(folder, name);
    const hub = keep(await Hub.start(['--tls-certificate', file('hub.pem'), '--tls-key', file('hub.key')]));
    keep(startBroadcaster(hub, 'alice', ['--tls-ca', file('ca.pem'), '--min-interval', '50ms', '--max-interval', '200ms']));
    const url = `wss://${hub.webAddress}/ws?since=0&format=raw`;
    const watcher = keep(startWscat(['--ca', file('ca.pem'), '-c', url]));
    for (const line of await watcher.linesMatching(/./, 3)) assert.match(line, /^Hello world/);
    const trusting = wscat(url);
    await assert.rejects(trusting.linesMatching(/^Hello world/), /unable to verify|self.signed|local issuer/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
