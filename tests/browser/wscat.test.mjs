// The issue's own check: an ordinary WebSocket tool shows the raw stream.
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { Hub, startBroadcaster, startWscat } from './support/programs.mjs';

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
