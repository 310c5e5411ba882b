// A payload as text for a person, in chunks: what is a megabyte long is made and shown piece by
// piece, so that the page never stops for it.
import { indentedPieces } from '../json_text.ts';
import { visible } from '../payload.ts';
import type { Payload } from '../message.ts';

export const chunkCharacters = 32 * 1024;
const chunkBytes = 8 * 1024;

export function payloadChunks(payload: Payload, pretty: boolean, bytesPerLine: number): Iterator<string> {
  switch (payload.kind) {
    case 'text':
      return slices(payload.text);
    case 'json':
      return pretty ? gathered(indentedPieces(payload.source)) : slices(payload.source);
    case 'binary':
      return hexDump(payload.bytes, bytesPerLine);
  }
}

function* slices(text: string): Generator<string> {
  for (let at = 0; at < text.length; ) {
    let end = Math.min(text.length, at + chunkCharacters);
    const last = text.charCodeAt(end - 1);
    // Never between the halves of one character.
    if (end < text.length && last >= 0xd800 && last <= 0xdbff) end--;
    yield visible(text.slice(at, end));
    at = end;
  }
}

function* gathered(pieces: Iterable<string>): Generator<string> {
  let parts: string[] = [];
  let length = 0;
  for (const piece of pieces) {
    parts.push(piece);
    length += piece.length;
    if (length >= chunkCharacters) {
      yield visible(parts.join(''));
      parts = [];
      length = 0;
    }
  }
  if (length > 0) yield visible(parts.join(''));
}

// As hexdump -C writes it: where, the bytes, and those of them that are ASCII.
function* hexDump(bytes: Uint8Array, perLine: number): Generator<string> {
  for (let begin = 0; begin < bytes.length; begin += chunkBytes) {
    const lines: string[] = [];
    const end = Math.min(bytes.length, begin + chunkBytes);
    for (let at = begin; at < end; at += perLine) {
      const line = Array.from(bytes.subarray(at, Math.min(end, at + perLine)));
      const hex = line.map((byte, i) => (i === 8 ? ' ' : '') + byte.toString(16).padStart(2, '0')).join(' ');
      const ascii = line.map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '·')).join('');
      const width = perLine * 3 - 1 + (perLine > 8 ? 1 : 0);
      lines.push(`${at.toString(16).padStart(6, '0')}  ${hex.padEnd(width)}  ${ascii}`);
    }
    yield `${lines.join('\n')}\n`;
  }
}
