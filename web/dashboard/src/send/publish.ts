// How the Send view hands a message over, whatever carries it, and what it is told when it can't be.
import { ask, type HubHttp } from '../hub_http.ts';

// JSON goes to the hub in the characters that were typed: parsed, its long numbers would be rounded.
export interface JsonText {
  json: string;
}

// The offset under which it is kept. Fails with an error whose `code` is the hub's, or `unknown`
// where nobody can tell whether it was stored.
export type Publish = (topic: string, data: string | JsonText) => Promise<number>;

export class PublishProblem extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

export function refusalText(problem: unknown): string {
  const { code, message } = problem as { code?: unknown; message?: unknown };
  if (code === 'unknown') {
    return 'The connection ended before the answer: it may be stored or not. Look in Live before you send it again.';
  }
  const advice = code === 'rate_limited' ? ' Send it again in a moment.' : '';
  return `It was not stored (${code ?? 'failed'}): ${message}.${advice}`;
}

// Publishes over HTTP, whose body is the payload as it stands.
export function publishOverHttp(hub: HubHttp): Publish {
  return async (topic, data) => {
    // A browser takes such a path for a step up, however it is written.
    if (/^\.{1,2}$/.test(topic)) throw new PublishProblem('bad_topic', 'a path can’t name it');
    const [type, body] = typeof data === 'string' ? ['text/plain', data] : ['application/json', data.json];
    let answer: { offset?: unknown; error?: { code?: unknown; message?: unknown } };
    try {
      const path = `/api/v1/publish/${encodeURIComponent(topic)}`;
      const response = await ask(hub, path, { method: 'POST', headers: { 'Content-Type': type }, body });
      answer = (await response.json()) as typeof answer;
    } catch {
      throw new PublishProblem('unknown', 'no answer');
    }
    if (typeof answer.offset === 'number') return answer.offset;
    throw new PublishProblem(String(answer.error?.code), String(answer.error?.message));
  };
}
