// A payload as text for a person: an extract for its row.
import { withCommas } from './format.ts';
import { compactJson } from './json_text.ts';
import type { Payload } from './message.ts';

export interface Extract {
  text: string;
  // How much is not in `text`, in words; null when nothing was left out.
  rest: string | null;
}

export const extractCharacters = 280;
export const extractLines = 4;
export const extractBytes = 32;

export function extractOf(payload: Payload): Extract {
  if (payload.kind === 'binary') {
    const { bytes } = payload;
    const rest = bytes.length - extractBytes;
    return {
      text: hexOf(bytes.subarray(0, extractBytes)),
      rest: rest > 0 ? `${count(rest, 'byte')} more` : null,
    };
  }
  const whole = payload.kind === 'json' ? payload.source : payload.text;
  const end = extractEnd(whole);
  const begin = whole.slice(0, end);
  return {
    text: visible(payload.kind === 'json' ? compactJson(begin) : begin),
    rest: end < whole.length ? `${count(whole.length - end, 'character')} more` : null,
  };
}

// One line of it: a row has no other.
export function lineOf(payload: Payload): Extract {
  const { text, rest } = extractOf(payload);
  return { text: text.replace(/\n/g, '⏎ ').replace(/\t/g, ' '), rest };
}

export function payloadLength(payload: Payload): string {
  switch (payload.kind) {
    case 'text':
      return count(payload.text.length, 'character');
    case 'json':
      return count(payload.source.length, 'character');
    case 'binary':
      return count(payload.bytes.length, 'byte');
  }
}

// Where to cut: by length or by lines, and never between the halves of one character.
function extractEnd(text: string): number {
  let end = Math.min(text.length, extractCharacters);
  let at = -1;
  for (let lines = 0; lines < extractLines; lines++) {
    at = text.indexOf('\n', at + 1);
    if (at < 0) break;
    if (lines === extractLines - 1) end = Math.min(end, at);
  }
  const before = text.charCodeAt(end - 1);
  return end < text.length && before >= 0xd800 && before <= 0xdbff ? end - 1 : end;
}

function hexOf(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

// Control characters have no look of their own: U+2400 and on are pictures of them. Line ends and
// tabs stay, since the page shows them as what they are.
export function visible(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, (char) => {
    const code = char.charCodeAt(0);
    return code === 0x7f ? '\u2421' : String.fromCharCode(0x2400 + code);
  });
}

export function count(n: number, noun: string): string {
  return `${withCommas(n)} ${noun}${n === 1 ? '' : 's'}`;
}
