// A message as a line of CSV (RFC 4180). A spreadsheet takes what begins like a formula for one, so
// what others wrote gets an apostrophe in front of such a beginning.
import { base64 } from '../live/message_json.ts';
import type { Message, Payload } from '../message.ts';

export const csvHead = 'offset,prev,time,sent,topic,source,seq,delta_ms,format,data\r\n';

export function csvLine({ offset, prev, time, sent, topic, source, seq, deltaMs, payload }: Message): string {
  const given = [topic, source].map(guarded);
  const cells = [offset, prev, time, sent, ...given, seq, deltaMs, payload.kind, guarded(dataOf(payload))];
  return `${cells.map(cell).join(',')}\r\n`;
}

const guarded = (text: string) => (/^[=+\-@\t\r]/.test(text) ? `'${text}` : text);

function cell(value: string | number | null): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text;
}

function dataOf(payload: Payload): string {
  switch (payload.kind) {
    case 'text':
      return payload.text;
    case 'json':
      return payload.source;
    case 'binary':
      return base64(payload.bytes);
  }
}
