// What the page's address says behind its `#`: the view, the filter, where it is paused and which
// message is open, so that a link shows somebody else the same. Never the token, and the part
// behind the `#` is not sent to the hub either.
import { type FilterTerms } from './store/message_filter.ts';
import type { Position } from './store/row.ts';

export interface PageAddress {
  view: string;
  terms: FilterTerms;
  // Paused there: the newest row of the table.
  at: Position | null;
  message: Position | null;
}

export function readAddress(hash: string): PageAddress {
  const [view = '', query = ''] = splitOnce(hash.replace(/^#/, ''), '?');
  const terms = new URLSearchParams(query);
  const term = (name: string) => (terms.get(name) ?? '').slice(0, 1000);
  return {
    view,
    terms: { topic: term('topic'), source: term('source'), text: term('text') },
    at: readPosition(terms.get('at')),
    message: readPosition(terms.get('message')),
  };
}

export function writeAddress({ view, terms, at, message }: PageAddress): string {
  const parts: string[] = [];
  const add = (name: string, value: string) => {
    if (value !== '') parts.push(`${name}=${encodeURIComponent(value).replace(/%(2F|3A|2C)/g, decodeURIComponent)}`);
  };
  add('topic', terms.topic);
  add('source', terms.source);
  add('text', terms.text);
  if (at) add('at', `${at.epoch}:${at.offset}`);
  if (message) add('message', `${message.epoch}:${message.offset}`);
  return `#${view}${parts.length > 0 ? `?${parts.join('&')}` : ''}`;
}

function readPosition(text: string | null): Position | null {
  const match = /^([0-9a-f]{16}):(\d{1,16})$/.exec(text ?? '');
  const offset = Number(match?.[2]);
  return match && Number.isSafeInteger(offset) ? { epoch: match[1] as string, offset } : null;
}

function splitOnce(text: string, by: string): string[] {
  const at = text.indexOf(by);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
