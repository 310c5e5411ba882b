// A hub that keeps the messages from `oldest` to `last`, one a second, and says so over HTTP.
import type { HubHttp } from '../src/hub_http.ts';
import { messageJson } from '../src/live/message_json.ts';
import type { Message } from '../src/message.ts';
import { message, text } from './messages.ts';

export const epoch = '0123456789abcdef';
export const startMs = Date.UTC(2026, 10, 22, 12);
export const timeOf = (offset: number) => startMs + offset * 1000;

export class FakeHistory implements HubHttp {
  asked: string[] = [];
  aborted = 0;
  oldest = 1;
  refuse: RegExp | null = null;
  private signals = new WeakSet<AbortSignal>();
  // What is at an offset that is not an ordinary message.
  special = new Map<number, Partial<Message>>();

  constructor(public last = 10_000) {}

  fetch = async (path: string, { signal }: { signal?: AbortSignal }): Promise<Response> => {
    this.asked.push(path);
    if (signal && !this.signals.has(signal)) {
      signal.addEventListener('abort', () => this.aborted++);
      this.signals.add(signal);
    }
    if (this.refuse?.test(path)) {
      return new Response('{"error":{"code":"forbidden","message":"not yours"}}', { status: 403 });
    }
    if (path === '/api/v1/info') {
      return new Response(JSON.stringify({ epoch, oldest_offset: this.oldest, last_offset: this.last }));
    }
    return new Response(this.lines(new URLSearchParams(path.slice(path.indexOf('?') + 1))));
  };

  private lines(query: URLSearchParams): string {
    const [asked, after] = (query.get('since') ?? '').split(':') as [string, string];
    const presence = query.get('topics')?.startsWith('$hub/') ?? false;
    const gap = { type: 'gap', after: Number(after), before: this.oldest, reason: asked === epoch ? 'expired' : 'epoch_changed' };
    const lines: string[] = [];
    if (asked !== epoch || Number(after) + 1 < this.oldest) lines.push(JSON.stringify(gap));
    let offset = Math.max(Number(after) + 1, this.oldest);
    for (; lines.length < Number(query.get('limit')) && offset <= this.last; offset++) {
      const said = this.at(offset);
      if (said.topic.startsWith('$hub/') === presence) lines.push(messageJson(said));
    }
    lines.push(`{"type":"next","position":"${epoch}:${offset - 1}"}`);
    return `${lines.join('\n')}\n`;
  }

  at(offset: number): Message {
    const time = new Date(timeOf(offset)).toISOString();
    const payload = text(`number ${offset}`);
    return message(offset, { prev: offset - 1, time, payload, ...this.special.get(offset) });
  }

  token = () => null;
  rest = () => Promise.resolve();
}
