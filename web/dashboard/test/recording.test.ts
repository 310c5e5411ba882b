import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Recording } from '../src/export/recording.ts';
import { messageJson } from '../src/live/message_json.ts';
import { message } from './messages.ts';

async function read(...lines: string[]) {
  const recording = new Recording('press.ndjson', () => Promise.resolve(), () => {});
  await recording.read(new Blob([lines.join('\n')]));
  return recording;
}

const line = (offset: number, prev: number) => messageJson(message(offset, { prev }));

test('its messages are in its own table, and it has an end of its own', async () => {
  const recording = await read(line(7, 3), line(8, 7), line(9, 8));
  assert.deepEqual([recording.messages, recording.badLines, recording.isReading], [3, 0, false]);
  assert.deepEqual(recording.live.olderState, { kind: 'recording' });
  assert.equal(recording.store.ledger.missingOnTopics, 0);
});

test('gaps are found by what names the one before, and aren’t said to be lost', async () => {
  const { store } = await read(line(7, 3), line(9, 8));
  const kinds = Array.from({ length: store.shown.rows.length }, (_, i) => {
    const row = store.shown.rows.at(i);
    return row?.kind === 'notice' ? row.notice.kind : row?.message.offset;
  });
  assert.deepEqual(kinds, [7, 'unrecorded', 9]);
});

test('bad lines are counted and the first is named; repeated messages are left out', async () => {
  const recording = await read(line(7, 3), '', '{"type":"message"}', 'no', line(7, 3), line(8, 7), '{"type":"next","position":"e:8"}');
  assert.deepEqual([recording.messages, recording.badLines, recording.repeated], [2, 2, 1]);
  assert.deepEqual(recording.firstBad, { line: 3, reason: 'offset is not a whole number' });
});
