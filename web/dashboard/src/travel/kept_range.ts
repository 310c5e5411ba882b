// What the hub keeps at the moment.
import { HistoryProblem } from '../history.ts';
import { ask, type HubHttp } from '../hub_http.ts';

export interface KeptRange {
  epoch: string;
  oldest: number;
  last: number;
}

export async function keptRange(hub: HubHttp): Promise<KeptRange> {
  const info = (await (await ask(hub, '/api/v1/info')).json()) as Record<string, unknown>;
  const { epoch, oldest_offset: oldest, last_offset: last } = info;
  if (typeof epoch === 'string' && typeof oldest === 'number' && typeof last === 'number') {
    return { epoch, oldest: Math.max(1, oldest), last };
  }
  throw new HistoryProblem('the hub doesn’t say what it keeps');
}
