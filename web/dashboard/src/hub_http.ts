// The hub's interface over HTTP, with this page's token.
export interface HubHttp {
  fetch(path: string, options: Asking): Promise<Response>;
  token(): string | null;
  // Lets the page do other work.
  rest(): Promise<void>;
}

export interface Asking {
  headers?: Record<string, string>;
  signal?: AbortSignal;
  method?: string;
  body?: string;
}

export function ask(hub: HubHttp, path: string, asking: Asking = {}): Promise<Response> {
  const token = hub.token();
  const headers = { ...asking.headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) };
  return hub.fetch(path, { ...asking, headers });
}
