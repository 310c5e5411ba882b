import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServerMessage } from 'crier-client/protocol';
import { messageJson } from '../src/live/message_json.ts';
import { chunkCharacters, payloadChunks } from '../src/live/payload_chunks.ts';
import { curlCommand, wscatCommand } from '../src/live/recall_command.ts';
import { messageOf, type Payload } from '../src/message.ts';
import { message, text } from './messages.ts';

function chunks(payload: Payload, pretty = true, perLine = 16): string[] {
  const found: string[] = [];
  const iterator = payloadChunks(payload, pretty, perLine);
  for (let next = iterator.next(); !next.done; next = iterator.next()) found.push(next.value);
  return found;
}

test('control characters are shown as pictures, line ends and tabs as themselves', () => {
  assert.deepEqual(chunks(text('a\u0000b\u0007c\u007fd\te\r\nf\rg')), ['a␀b␇c␡d\te\nf␍g']);
});

test('a long text comes whole in chunks, never halving a character', () => {
  const long = 'x'.repeat(chunkCharacters - 1) + '😀'.repeat(chunkCharacters);
  const parts = chunks(text(long));
  assert.ok(parts.length >= 3);
  assert.equal(parts.join(''), long);
  for (const part of parts) assert.ok(!/^[\udc00-\udfff]/.test(part));
});

test('JSON is indented chunk by chunk, and as it was sent on request', () => {
  const value = Array.from({ length: 5000 }, (_, i) => ({ i, text: 'some "text"' }));
  const source = JSON.stringify(value);
  assert.ok(chunks({ kind: 'json', source }).length > 5);
  assert.equal(chunks({ kind: 'json', source }).join(''), JSON.stringify(value, null, 2));
  assert.equal(chunks({ kind: 'json', source: '{"a" :1.50}' }, false).join(''), '{"a" :1.50}');
});

test('bytes are shown with their place, as hex and as ASCII', () => {
  const bytes = new TextEncoder().encode('not a picture\n\u00e9!');
  assert.equal(
    chunks({ kind: 'binary', bytes }).join(''),
    '000000  6e 6f 74 20 61 20 70 69  63 74 75 72 65 0a c3 a9  not a picture···\n' +
      '000010  21                                                !\n',
  );
  assert.equal(chunks({ kind: 'binary', bytes }, true, 8).join('').split('\n')[1], '000008  63 74 75 72 65 0a c3 a9  cture···');
});

test('an empty payload has no chunk', () => {
  assert.deepEqual(chunks(text('')), []);
  assert.deepEqual(chunks({ kind: 'binary', bytes: new Uint8Array() }), []);
});

test('a message’s JSON is what the hub sent', () => {
  const head = '{"type":"message","topic":"t/ü","offset":2,"prev":1,"time":"2026-11-25T22:33:12.808175Z",';
  for (const line of [
    `${head}"source":"127.0.0.1","seq":0,"delta_ms":16.415,"data":{"a" : [1.50, 12345678901234567890]}}`,
    `${head}"sent":"2026-11-25T22:33:12.808000Z","source":"me","seq":7,"delta_ms":null,"data":"a\\"\\u001f"}`,
    `${head}"source":"me","seq":1,"delta_ms":0,"data_base64":"YWJj"}`,
  ]) {
    const parsed = parseServerMessage(line, 'a');
    assert.equal(parsed.type === 'message' && messageJson(messageOf(parsed, line)), line);
  }
});

test('the commands to get it again survive a shell and never name the token', () => {
  const hub = new URL('wss://hub.example:8443/ws');
  const odd = message(7, { topic: "it's/a, (topic)/#1" });
  assert.equal(
    curlCommand(hub, 'e', odd, true),
    "curl -H 'Authorization: Bearer TOKEN' 'https://hub.example:8443/api/v1/messages?since=e:6&limit=1'",
  );
  assert.equal(
    wscatCommand(hub, 'e', odd, false),
    "npx wscat -c 'wss://hub.example:8443/ws?topics=it%27s/a%2C%20%28topic%29/%231&since=e:6'",
  );
});
