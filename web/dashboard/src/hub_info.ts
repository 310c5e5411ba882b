// What the hub says about itself over HTTP, checked: whether it serves everybody, and why it would
// not answer, which a WebSocket that something on the way turned away doesn't tell.
export type HubAnswer =
  // `hubs`: origins of those that share its history.
  | { kind: 'info'; insecure: boolean; faults: boolean; hubs: string[] }
  | { kind: 'refused'; code: 'unauthorized' | 'forbidden'; message: string | null }
  | { kind: 'none' };

export function readAnswer(status: number, text: string): HubAnswer {
  if (status === 401 || status === 403) {
    const message = member(member(parsed(text), 'error'), 'message');
    return {
      kind: 'refused',
      code: status === 401 ? 'unauthorized' : 'forbidden',
      message: typeof message === 'string' ? message : null,
    };
  }
  if (status !== 200) return { kind: 'none' };
  const info = parsed(text);
  const hubs = member(info, 'hubs');
  return {
    kind: 'info',
    insecure: member(info, 'insecure') === true,
    faults: member(info, 'faults') === true,
    hubs: Array.isArray(hubs) ? hubs.filter((each) => typeof each === 'string' && /^https?:/.test(each)) : [],
  };
}

type Fetch = (
  path: string,
  options: { headers: Record<string, string>; cache: 'no-store'; signal: AbortSignal },
) => Promise<{ status: number; text(): Promise<string> }>;

// Only the last question's answer counts.
export class HubQuestion {
  #asking: AbortController | null = null;
  readonly #fetch: Fetch;

  constructor(fetch: Fetch) {
    this.#fetch = fetch;
  }

  async ask(token: string | null, answered: (answer: HubAnswer) => void): Promise<void> {
    this.forget();
    const asking = new AbortController();
    this.#asking = asking;
    let answer: HubAnswer = { kind: 'none' };
    try {
      const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
      const { signal } = asking;
      const response = await this.#fetch('/api/v1/info', { headers, cache: 'no-store', signal });
      answer = readAnswer(response.status, await response.text());
    } catch {
      // No connection: the WebSocket's fate says so.
    }
    if (this.#asking !== asking) return;
    this.#asking = null;
    answered(answer);
  }

  forget(): void {
    this.#asking?.abort();
    this.#asking = null;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
}
