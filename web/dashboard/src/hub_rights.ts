// Whether this page sees every topic, by the hub's own explanation. Null: the hub doesn't say.
import { ask, type HubHttp } from './hub_http.ts';

export async function seesEverything(hub: HubHttp): Promise<boolean | null> {
  try {
    const response = await ask(hub, '/api/v1/explain?topic=%23');
    if (response.status !== 200) return null;
    const answer = (await response.json()) as { subscribe?: { allowed?: unknown; filter?: unknown } };
    const allowed = answer.subscribe?.allowed;
    return typeof allowed === 'boolean' ? allowed : null;
  } catch {
    return null;
  }
}
