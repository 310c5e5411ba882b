import assert from 'node:assert/strict';
import { test } from 'node:test';
import { message, start, startLive, welcome } from './started_client.ts';

const epoch = '0123456789abcdef';
const offsets = (messages: { offset: number }[]) => messages.map(({ offset }) => offset);

test('who asked for nothing from the history resumes where the welcome said, before anything else came', () => {
  const { around, client } = start();
  assert.equal(around.socket.url, 'ws://hub/ws?');
  around.socket.says(welcome('e1', 41));
  assert.equal(client.position, 'e1:41');
  around.socket.ends(1006);
  around.pass(500);
  assert.equal(around.socket.query, 'since=e1:41');
});

for (const [since, first, second] of [
  [`${epoch}:5`, `since=${epoch}:5`, `since=${epoch}:5`],
  [5, 'since=5', `since=${epoch}:5`],
  // Wherever the history begins, which is no gap.
  ['0', 'since=0', 'since=0'],
] as const) {
  test(`begun since ${since}, cut off before the first message: it asks for the same again`, () => {
    const { around } = start({ since });
    assert.equal(around.socket.query, first);
    around.socket.says(welcome(epoch, 41));
    around.socket.ends(1006);
    around.pass(500);
    assert.equal(around.socket.query, second);
  });
}

test('what is no place to start is refused at once', () => {
  for (const wrong of [{ since: 'x' }, { since: -1 }, { since: 5, last: 5 }, { last: 10_001 }, { last: 0.5 }]) {
    assert.throws(() => start(wrong), TypeError);
  }
});

test('a message that was here already is dropped, also one before a gap’s end', () => {
  const { around, messages, gaps } = startLive();
  for (const offset of [8, 8, 7, 9]) around.socket.says(message(offset));
  around.socket.says({ type: 'gap', after: 9, before: 40, reason: 'expired' });
  for (const offset of [39, 40]) around.socket.says(message(offset));
  assert.deepEqual(offsets(messages), [8, 9, 40]);
  assert.deepEqual(gaps, [{ reason: 'expired', after: 9, before: 40, epoch: 'e1' }]);
});

test('a hole on a topic that the hub didn’t tell of is told as missed, with its bounds', () => {
  const { around, gaps } = startLive();
  around.socket.says(message(8, 'a', 3));
  around.socket.says(message(9, 'b', 0));
  around.socket.says(message(12, 'a', 11));
  around.socket.says(message(13, 'b', 9));
  assert.deepEqual(gaps, [{ reason: 'missed', after: 8, before: 12, epoch: 'e1', topic: 'a', prev: 11 }]);
});

test('a topic that is new here ought to have come since the stream began', () => {
  const { around, gaps } = startLive();
  around.socket.says(message(12, 'a', 7));
  assert.deepEqual(gaps, []);
  around.socket.says(message(13, 'b', 10));
  assert.equal(gaps.length, 1);
});

test('with the last messages, nothing is known of what was before the first', () => {
  const { around, gaps } = start({ last: 3 });
  around.socket.says(welcome('e1', 50));
  around.socket.says(message(20, 'a', 10));
  around.socket.says(message(30, 'b', 19));
  assert.deepEqual(gaps, []);
  around.socket.says(message(40, 'c', 25));
  assert.equal(gaps.length, 1);
});

test('a hole over a cut is told, and what a gap explains isn’t told twice', () => {
  const { around, gaps } = startLive({ topics: ['#'] });
  around.socket.says(message(8, 'a', 0));
  around.socket.ends(1006);
  around.pass(500);
  around.socket.says(welcome('e1', 30));
  around.socket.says({ type: 'gap', after: 8, before: 20, reason: 'expired' });
  around.socket.says(message(20, 'a', 15));
  around.socket.says(message(25, 'a', 24));
  assert.deepEqual(gaps.map(({ reason }) => reason), ['expired', 'missed']);
});

test('what other rights bring to light from before is not missed', () => {
  const { around, gaps, client } = startLive({ topics: ['#'], token: 'one' });
  around.socket.says(message(9, 'a', 0));
  around.socket.ends(4201);
  client.useToken('two');
  around.socket.says(welcome('e1', 12));
  around.socket.says(message(10, 'b', 8));
  assert.deepEqual(gaps, []);
  around.socket.says(message(13, 'c', 11));
  assert.equal(gaps.length, 1);
});

test('another epoch: told with the gap, and asked for again where the gap didn’t come', () => {
  const { around, client, messages, gaps } = startLive();
  around.socket.says(message(8));
  around.socket.ends(1006);
  around.pass(500);
  around.socket.says(welcome('e2', 3));
  assert.equal(client.position, 'e1:8');
  around.socket.ends(1006);
  around.pass(1000);
  assert.equal(around.socket.query, 'since=e1:8');
  around.socket.says(welcome('e2', 3));
  around.socket.says({ type: 'gap', after: 0, before: 1, reason: 'epoch_changed' });
  around.socket.says(message(1));
  assert.deepEqual(gaps, [{ reason: 'epoch_changed', after: 0, before: 1, epoch: 'e2' }]);
  assert.deepEqual(messages.map(({ position }) => position), ['e1:8', 'e2:1']);
  assert.equal(client.position, 'e2:1');
});

test('an empty new history, whose gap ends at 0', () => {
  const { around, client, gaps } = startLive();
  around.socket.ends(1006);
  around.pass(500);
  around.socket.says(welcome('e2', 0));
  around.socket.says({ type: 'gap', after: 0, before: 0, reason: 'epoch_changed' });
  around.socket.says({ type: 'live', offset: 0 });
  around.socket.says(message(1));
  assert.equal(gaps.length, 1);
  assert.equal(client.position, 'e2:1');
});
