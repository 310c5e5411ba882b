import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HubList } from '../src/hub_list.ts';

test('one hub alone is asked again and again', () => {
  const hubs = new HubList('https://a.example');
  assert.equal(hubs.origin, 'https://a.example');
  for (let i = 0; i < 3; i++) assert.equal(hubs.next().href, 'wss://a.example/ws');
});

test('of several each has its turn, beginning with the page’s own, and what is asked goes to the same one', () => {
  const hubs = new HubList('http://a.example:8080');
  hubs.next();
  hubs.add(['http://b.example', 'http://a.example:8080', 'http://b.example']);
  const turns = ['ws://b.example/ws', 'ws://a.example:8080/ws', 'ws://b.example/ws'];
  for (const turn of turns) assert.equal(hubs.next().href, turn);
  assert.equal(hubs.origin, 'http://b.example');
  assert.equal(hubs.webSocket.href, 'ws://b.example/ws');
  hubs.add(['http://c.example']);
  assert.equal(hubs.origin, 'http://b.example');
});
