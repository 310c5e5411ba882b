import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HubQuestion, readAnswer, type HubAnswer } from '../src/hub_info.ts';

test('a hub is insecure only where it says so', () => {
  assert.ok((readAnswer(200, '{"faults":true}') as { faults: boolean }).faults);
  assert.deepEqual(readAnswer(200, '{"insecure":true}'), { kind: 'info', insecure: true, faults: false, hubs: [] });
  const several = '{"hubs":["https://a.example","http://b.example:8080",7,"javascript:1"]}';
  assert.deepEqual(readAnswer(200, several), { kind: 'info', insecure: false, faults: false, hubs: ['https://a.example', 'http://b.example:8080'] });
  for (const text of ['{"insecure":false}', '{}', '{"insecure":"true"}', 'null', '[]', '<html>']) {
    assert.deepEqual(readAnswer(200, text), { kind: 'info', insecure: false, faults: false, hubs: [] });
  }
  assert.deepEqual(readAnswer(502, '{"insecure":true}'), { kind: 'none' });
});

test('a refusal carries the words of who refused, where they can be read', () => {
  const text = '{"error":{"code":"unauthorized","message":"no"}}';
  assert.deepEqual(readAnswer(401, text), { kind: 'refused', code: 'unauthorized', message: 'no' });
  for (const other of ['<h1>401</h1>', '{"error":"no"}', '{"error":{"message":1}}', '']) {
    assert.deepEqual(readAnswer(403, other), { kind: 'refused', code: 'forbidden', message: null });
  }
});

test('the token goes into a header, and only the last question is answered', async () => {
  const asked: { path: string; headers: Record<string, string>; answer: (text: string) => void }[] = [];
  const question = new HubQuestion(
    (path, { headers }) =>
      new Promise((resolve) => {
        const answer = (text: string) => resolve({ status: 200, text: async () => text });
        asked.push({ path, headers, answer });
      }),
  );
  const answers: HubAnswer[] = [];
  const first = question.ask(null, (answer) => answers.push(answer));
  const second = question.ask('a.b.c', (answer) => answers.push(answer));
  asked[1]?.answer('{"insecure":true}');
  asked[0]?.answer('{}');
  await Promise.all([first, second]);
  assert.deepEqual(answers, [{ kind: 'info', insecure: true, faults: false, hubs: [] }]);
  assert.deepEqual(
    asked.map(({ path, headers }) => [path, headers]),
    [
      ['/api/v1/info', {}],
      ['/api/v1/info', { Authorization: 'Bearer a.b.c' }],
    ],
  );
});

test('no connection is no answer', async () => {
  const question = new HubQuestion(() => Promise.reject(new TypeError('failed')));
  const answers: HubAnswer[] = [];
  await question.ask(null, (answer) => answers.push(answer));
  assert.deepEqual(answers, [{ kind: 'none' }]);
});
