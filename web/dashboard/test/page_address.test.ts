import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readAddress, writeAddress } from '../src/page_address.ts';

const epoch = '0123456789abcdef';
const nothing = { terms: { topic: '', source: '', text: '' }, at: null, message: null };

test('what is written is read again', () => {
  const address = {
    view: 'live',
    terms: { topic: 'a/+/#', source: 'press-7', text: 'ä & b = "c" %20 #' },
    at: { epoch, offset: 42 },
    message: { epoch, offset: 40 },
  };
  const written = writeAddress(address);
  assert.deepEqual(readAddress(written), address);
  assert.match(written, /^#live\?topic=a\/%2B\/%23&source=press-7&text=[^ ]*&at=0123456789abcdef:42&message=/);
});

test('a view alone is short', () => {
  assert.equal(writeAddress({ ...nothing, view: 'live' }), '#live');
  assert.deepEqual(readAddress('#live'), { ...nothing, view: 'live' });
  assert.deepEqual(readAddress(''), { ...nothing, view: '' });
});

test('positions that are none are left out', () => {
  for (const at of ['7', 'x:7', `${epoch}:`, `${epoch}:1e3`, `${epoch}:99999999999999999`, `${epoch}:-1`]) {
    assert.equal(readAddress(`#live?at=${at}`).at, null);
  }
});

test('a term that is endless is cut', () => {
  assert.equal(readAddress(`#live?text=${'x'.repeat(5000)}`).terms.text.length, 1000);
});
