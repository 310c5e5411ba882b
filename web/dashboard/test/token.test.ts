import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cleanToken, TokenKeeper, tokenLengthMax, withoutToken } from '../src/token.ts';

function fakeStore(kept: Record<string, string> = {}) {
  return {
    kept,
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => void (kept[key] = value),
    removeItem: (key: string) => void delete kept[key],
  };
}

test('what was pasted along with a token is left out', () => {
  assert.equal(cleanToken('  a.b-c_d\n'), 'a.b-c_d');
  assert.equal(cleanToken('Bearer a.b.c'), 'a.b.c');
  assert.equal(cleanToken('a.b\r\n  .c\u200b\ud800'), 'a.b.c');
});

test('nothing, and what is too long, is no token', () => {
  for (const text of ['', ' \n', 'Bearer ', '\u2026', 'x'.repeat(tokenLengthMax + 1)]) {
    assert.equal(cleanToken(text), null);
  }
});

test('the token is taken out of the address, and nothing else is', () => {
  assert.deepEqual(withoutToken('http://h:1/?a=1&token=t.o.k&b=2#c'), {
    address: 'http://h:1/?a=1&b=2#c',
    token: 't.o.k',
  });
  assert.deepEqual(withoutToken('http://h/?token=a&token=b'), { address: 'http://h/', token: 'a' });
  assert.deepEqual(withoutToken('http://h/?token='), { address: 'http://h/', token: null });
  assert.equal(withoutToken('http://h/?tokens=1#token=2'), null);
});

test('a token is there after a reload, unless it was discarded', () => {
  const store = fakeStore();
  new TokenKeeper(() => store).use('abc');
  const reloaded = new TokenKeeper(() => store);
  assert.equal(reloaded.token, 'abc');
  reloaded.discard();
  assert.equal(reloaded.token, 'abc', 'this page may still try it');
  assert.equal(new TokenKeeper(() => store).token, null);
});

test('without storage it lives as long as the page', () => {
  const keeper = new TokenKeeper(() => {
    throw new Error('storage is switched off');
  });
  assert.equal(keeper.token, null);
  keeper.use('abc');
  assert.equal(keeper.token, 'abc');
  keeper.discard();
});
