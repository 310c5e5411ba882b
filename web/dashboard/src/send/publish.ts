// How the Send view hands a message over, whatever carries it, and what it is told when it can't be.

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

const advice: Record<string, string> = {
  unknown: 'The connection ended before the answer: it may be stored or not. Look in Live before you send it again.',
  forbidden: 'You may not publish on this topic.',
  unauthorized: 'The hub asks for a token, or for another one.',
  token_expired: 'The token has expired.',
  rate_limited: 'Faster than the hub lets this page publish. Send it again in a moment.',
  bad_topic: 'The hub doesn’t take this topic.',
  bad_payload: 'The hub doesn’t take this message.',
  too_large: 'The message is larger than the hub takes.',
  internal: 'The hub can’t store messages at the moment. Send it again later.',
};

export function refusalText(problem: unknown): string {
  const { code, message } = problem as { code?: unknown; message?: unknown };
  const said = typeof message === 'string' ? message : String(problem);
  const words = typeof code === 'string' ? advice[code] : undefined;
  if (words === undefined) return `It was not stored: ${said}`;
  return code === 'unknown' ? words : `${words} The hub says: ${said}`;
}

type Fetch = (path: string, options: RequestInit) => Promise<Response>;

// Publishes over HTTP, whose body is the payload as it stands.
export function publishOverHttp(fetch: Fetch, token: () => string | null): Publish {
  return async (topic, data) => {
    // A browser takes such a path for a step up, however it is written.
    if (/^\.{1,2}$/.test(topic)) throw new PublishProblem('bad_topic', 'a path can’t name it');
    const json = typeof data !== 'string';
    const headers: Record<string, string> = { 'Content-Type': json ? 'application/json' : 'text/plain' };
    const shown = token();
    if (shown !== null) headers['Authorization'] = `Bearer ${shown}`;
    const body = json ? data.json : data;
    let answer: { offset?: unknown; error?: { code?: unknown; message?: unknown } };
    try {
      const path = `/api/v1/publish/${encodeURIComponent(topic)}`;
      const response = await fetch(path, { method: 'POST', headers, body });
      answer = (await response.json()) as typeof answer;
    } catch {
      throw new PublishProblem('unknown', 'no answer');
    }
    if (typeof answer.offset === 'number') return answer.offset;
    throw new PublishProblem(String(answer.error?.code), String(answer.error?.message));
  };
}
