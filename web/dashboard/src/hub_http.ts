// The hub's interface over HTTP, with this page's token.
export interface HubHttp {
  fetch(path: string, options: { headers: Record<string, string>; signal?: AbortSignal }): Promise<Response>;
  token(): string | null;
  // Lets the page do other work.
  rest(): Promise<void>;
}

export function ask(hub: HubHttp, path: string, accept?: string, signal?: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = accept ? { Accept: accept } : {};
  const token = hub.token();
  if (token) headers['Authorization'] = `Bearer ${token}`;
  return hub.fetch(path, { headers, ...(signal ? { signal } : {}) });
}
