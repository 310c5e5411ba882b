// Whether this page sees every topic, by the hub's own explanation. Null: the hub doesn't say.
type Fetch = (path: string, options: { headers: Record<string, string> }) => Promise<Response>;

export async function seesEverything(fetch: Fetch, token: string | null): Promise<boolean | null> {
  try {
    const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
    const response = await fetch('/api/v1/explain?topic=%23', { headers });
    if (response.status !== 200) return null;
    const answer = (await response.json()) as { subscribe?: { allowed?: unknown; filter?: unknown } };
    const allowed = answer.subscribe?.allowed;
    return typeof allowed === 'boolean' ? allowed : null;
  } catch {
    return null;
  }
}
