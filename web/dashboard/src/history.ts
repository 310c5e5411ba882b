// Reads the hub's history over HTTP, line by line, so that a page of it never blocks this one.
import { parseServerMessage } from 'crier-client/protocol';
import { ask, type HubHttp } from './hub_http.ts';
import { type Message, messageOf } from './message.ts';
import type { Position } from './store/row.ts';

export class HistoryProblem extends Error {}

const sliceMs = 8;

// `line`: the hub's own.
export type Said =
  | { type: 'message'; message: Message; line: string }
  | { type: 'gap'; before: number; reason: string }
  | { type: 'error'; message: string };

export interface Extent {
  after: Position;
  limit: number;
  // A filter for the hub to apply; empty: everything that the page may see.
  topic: string;
}

export function readHistory(
  hub: HubHttp,
  { after, limit, topic }: Extent,
  signal: AbortSignal,
): AsyncGenerator<Said> {
  const query = new URLSearchParams({ since: `${after.epoch}:${after.offset}`, limit: String(limit) });
  return read(hub, `${query}${topic === '' ? '' : `&topics=${topicInQuery(topic)}`}`, signal);
}

// The last so many that a filter lets through, the oldest first.
export function readLast(hub: HubHttp, count: number, topic: string, signal: AbortSignal): AsyncGenerator<Said> {
  return read(hub, `last=${count}&topics=${topicInQuery(topic)}`, signal);
}

async function* read(hub: HubHttp, query: string, signal: AbortSignal): AsyncGenerator<Said> {
  const response = await ask(hub, `/api/v1/messages?${query}`, { headers: { Accept: 'application/x-ndjson' }, signal });
  if (response.status !== 200) throw new HistoryProblem(await problemOf(response));
  let sliceEnd = performance.now() + sliceMs;
  for await (const line of linesOf(response)) {
    const said = parseServerMessage(line, '');
    if (said.type === 'other' && said.name === 'next') return;
    if (said.type === 'message') yield { type: 'message', message: messageOf(said, line), line };
    if (said.type === 'gap' || said.type === 'error') yield said;
    if (performance.now() >= sliceEnd) {
      await hub.rest();
      sliceEnd = performance.now() + sliceMs;
    }
  }
  throw new HistoryProblem('the hub’s answer ended early');
}

// Percent-encoded so that a shell's quotes can't be ended by it either.
export function topicInQuery(topic: string): string {
  return encodeURIComponent(topic)
    .replace(/%2F/g, '/')
    .replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}

export async function* linesOf(response: Response): AsyncGenerator<string> {
  const reader = (response.body as ReadableStream<Uint8Array>).getReader();
  const decoder = new TextDecoder();
  let begun = '';
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const pieces = decoder.decode(value, { stream: true }).split('\n');
      for (const piece of pieces.slice(0, -1)) {
        yield begun + piece;
        begun = '';
      }
      begun += pieces[pieces.length - 1] ?? '';
    }
  } finally {
    // Whoever has read enough ends the answer too.
    void reader.cancel().catch(() => undefined);
  }
}

async function problemOf(response: Response): Promise<string> {
  const text = await response.text().catch(() => '');
  const match = /"message":("(?:[^"\\]|\\.)*")/.exec(text);
  try {
    if (match) return JSON.parse(match[1] as string) as string;
  } catch {
    // Then its status has to do.
  }
  return `the hub answered ${response.status}`;
}
