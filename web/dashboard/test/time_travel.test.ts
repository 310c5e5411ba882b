import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LiveController } from '../src/live/live_controller.ts';
import { MessageStore } from '../src/store/message_store.ts';
import { momentRows } from '../src/travel/moment.ts';
import { settledMs, TimeTravel } from '../src/travel/time_travel.ts';
import { TimePoints } from '../src/travel/time_points.ts';
import { FakeClock, settled } from './fake_clock.ts';
import { epoch, FakeHistory, timeOf } from './fake_history.ts';
import { message, shown } from './messages.ts';
import type { Source } from '../src/sources/source_book.ts';
import type { PastSources } from '../src/travel/past_sources.ts';

async function begin(last = 10_000, oldest = 1) {
  const hub = new FakeHistory(last);
  hub.oldest = oldest;
  const store = new MessageStore();
  store.epoch = epoch;
  const live = new LiveController(store, hub, () => {});
  const clock = new FakeClock();
  const travel = new TimeTravel(live, hub, clock, () => {});
  for (let offset = last - 99; offset <= last; offset++) store.add(hub.at(offset), 0, true);
  travel.toggle();
  travel.keepRange();
  await settled();
  hub.asked = [];
  return { hub, store, live, clock, travel };
}

const top = (store: MessageStore) => shown(store)[0];

test('a move shows the table as it was then, and the times at both ends are known', async () => {
  const { store, clock, travel, live } = await begin();
  assert.deepEqual([travel.first, travel.last, travel.position], [1, 10_000, 10_000]);
  assert.deepEqual(travel.timeAt(1), { time: timeOf(1), exact: true });
  assert.deepEqual(travel.timeAt(10_000), { time: timeOf(10_000), exact: true });
  travel.moveTo(5000);
  assert.equal(travel.position, 5000);
  assert.equal(travel.timeAt(5000)?.exact, false);
  await clock.advance(settledMs);
  assert.equal(shown(store).length, momentRows);
  assert.deepEqual([top(store), shown(store)[momentRows - 1]], [5000, 5001 - momentRows]);
  assert.deepEqual(travel.timeAt(5000), { time: timeOf(5000), exact: true });
  assert.deepEqual(live.at, { epoch, offset: 5000 });
  travel.step(-100);
  await clock.advance(settledMs);
  assert.equal(top(store), 4900);
});

test('dragging asks for where it ends alone, and a new move aborts what is being read', async () => {
  const { hub, store, clock, travel } = await begin();
  for (let offset = 1000; offset < 2000; offset += 10) travel.moveTo(offset);
  await clock.advance(settledMs - 1);
  assert.deepEqual(hub.asked, []);
  await clock.advance(1);
  assert.equal(hub.asked.length, 1);
  travel.moveTo(3000);
  hub.aborted = 0;
  const advancing = clock.advance(settledMs);
  await advancing;
  travel.moveTo(4000);
  assert.equal(hub.aborted, 1);
  await clock.advance(settledMs);
  assert.equal(top(store), 4000);
});

test('the right end is live, and so is the way back from anywhere', async () => {
  const { store, clock, travel } = await begin();
  travel.moveTo(20);
  await clock.advance(settledMs);
  assert.equal(store.following, false);
  travel.moveTo(20_000);
  assert.equal(store.following, true);
  travel.moveTo(20);
  await clock.advance(settledMs);
  assert.equal(travel.leave(), true);
  assert.deepEqual([store.following, travel.isOpen], [true, true]);
  assert.equal(travel.leave(), true);
  assert.deepEqual([travel.isOpen, travel.leave()], [false, false]);
});

test('what has expired meanwhile is said, and the oldest that is kept is shown', async () => {
  const { hub, store, clock, travel } = await begin(10_000, 500);
  assert.equal(travel.first, 500);
  hub.oldest = 900;
  travel.moveTo(600);
  await clock.advance(settledMs);
  assert.match(travel.problem ?? '', /Message 600 has expired\. 900 is the oldest/);
  assert.equal(travel.first, 900);
  assert.equal(travel.position, 900);
  assert.equal(store.paused, true);
});

test('plays by the messages’ own times, at one, ten and a hundred times the pace', async () => {
  const { store, clock, travel } = await begin();
  travel.moveTo(5000);
  await clock.advance(settledMs);
  await travel.play(1);
  await clock.advance(3000);
  assert.equal(top(store), 5003);
  assert.equal(shown(store).length, momentRows);
  await travel.play(10);
  await clock.advance(1000);
  assert.equal(top(store), 5013);
  await travel.play(100);
  await clock.advance(10_000);
  assert.equal(top(store), 6013);
  travel.pause();
  await clock.advance(5000);
  assert.deepEqual([top(store), travel.playback.speed], [6013, null]);
});

test('played to its end it is live again', async () => {
  const { store, clock, travel } = await begin();
  travel.moveTo(9950);
  await clock.advance(settledMs);
  await travel.play(10);
  await clock.advance(4900);
  assert.equal(top(store), 9999);
  await clock.advance(200);
  assert.deepEqual([store.following, travel.playback.speed], [true, null]);
});

test('the sources are as they were: who was there, how late, and from how much that is known', async () => {
  const { hub, clock, travel } = await begin();
  for (let offset = 4001; offset <= 5000; offset++) hub.special.set(offset, { source: offset < 4900 ? 'alice' : 'bob' });
  const change = (offset: number, source: string, state: string) => {
    const payload = { kind: 'json', source: JSON.stringify({ state, session: 's' }) } as const;
    return message(offset, { topic: `$hub/publishers/${source}`, time: new Date(timeOf(offset)).toISOString(), payload });
  };
  const changes = [change(3000, 'alice', 'online'), change(4899.5, 'bob', 'online'), change(5000.5, 'bob', 'offline')];
  assert.equal(travel.sources(changes), null);
  travel.moveTo(5000);
  await clock.advance(settledMs);
  const { book, at, messages } = travel.sources(changes) as PastSources;
  assert.deepEqual([at, messages], [timeOf(5000), momentRows]);
  const [alice, bob] = [...book.sources] as [Source, Source];
  assert.deepEqual([alice.name, alice.presence, alice.count, alice.since], ['alice', 'online', 899, timeOf(3000)]);
  assert.deepEqual([bob.name, bob.presence, bob.count, book.lateBy(bob, at)], ['bob', 'online', 101, 0]);
  assert.ok(book.lateBy(alice, at) > 90_000);
  assert.equal(travel.sources(changes)?.book, book);
  travel.step(1);
  await clock.advance(settledMs);
  assert.notEqual(travel.sources(changes)?.book, book);
  travel.toLive();
  assert.equal(travel.sources(changes), null);
});

test('from live it plays from the oldest on, and stops when somebody scrolls or resumes', async () => {
  const { store, live, clock, travel } = await begin(10_000, 300);
  await travel.play(1);
  await clock.advance(2000);
  assert.deepEqual(shown(store), [302, 301, 300]);
  live.scroller = { scrollTop: 50, clientHeight: 100 };
  await clock.advance(2000);
  assert.deepEqual([top(store), travel.playback.speed], [302, null]);
  live.scroller.scrollTop = 0;
  await travel.play(1);
  live.togglePause();
  await clock.advance(2000);
  assert.deepEqual([top(store), travel.playback.speed], [10_000, null]);
  assert.ok(shown(store).length > 200);
});

test('large messages are read ahead by their size', async () => {
  const { hub, store, clock, travel } = await begin();
  for (let offset = 5001; offset <= 5100; offset++) {
    hub.special.set(offset, { payload: { kind: 'text', text: 'x'.repeat(1024 * 1024) } });
  }
  travel.moveTo(5000);
  await clock.advance(settledMs);
  hub.asked = [];
  await travel.play(1);
  await clock.advance(20_000);
  assert.equal(top(store), 5020);
  assert.ok(hub.asked.length >= 2 && hub.asked.length <= 5, `${hub.asked.length} requests`);
});

test('what can’t be read is said', async () => {
  const { hub, clock, travel } = await begin();
  hub.refuse = /messages/;
  travel.moveTo(5000);
  await clock.advance(settledMs);
  assert.equal(travel.problem, 'That moment could not be read: not yours.');
  assert.equal(travel.position, 10_000);
});

test('a time that isn’t known is as the nearest, and few are kept', () => {
  const points = new TimePoints();
  assert.equal(points.at(5), null);
  points.add(10, 1000);
  assert.deepEqual(points.at(5), { time: 1000, exact: false });
  points.add(20, 2000);
  points.add(10, 1000);
  assert.deepEqual(points.at(15), { time: 2000, exact: false });
  assert.deepEqual(points.at(20), { time: 2000, exact: true });
  for (let offset = 21; offset < 2000; offset++) points.add(offset, offset * 100);
  assert.deepEqual(points.at(1999), { time: 199_900, exact: true });
});
