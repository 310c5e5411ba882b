// The faults of a hub that was started with --enable-faults, and whom they may strike.
import { ask, type HubHttp } from '../hub_http.ts';

export type FaultKind = 'drop' | 'duplicate' | 'delay' | 'freeze' | 'cut';

export interface Target {
  connection?: number;
  source?: string;
}

export interface Wanted extends Target {
  fault: FaultKind;
  percent?: number;
  delay_ms?: number;
  duration_s: number;
}

// One that is on, as the hub tells of it.
export interface Fault extends Target {
  id: number;
  fault: FaultKind;
  topics?: string;
  percent?: number;
  left_ms: number;
  struck: number;
}

export class HubFaults {
  readonly #hub: HubHttp;

  constructor(hub: HubHttp) {
    this.#hub = hub;
  }

  async list(): Promise<Fault[]> {
    return ((await this.#ask('/api/v1/faults')) as { faults: Fault[] }).faults;
  }

  async begin(wanted: Wanted): Promise<void> {
    await this.#ask('/api/v1/faults', 'POST', JSON.stringify(wanted));
  }

  async end(id: number): Promise<void> {
    await this.#ask(`/api/v1/faults/${id}`, 'DELETE');
  }

  // Everybody who publishes or subscribes now, with words for it.
  async targets(): Promise<{ label: string; target: Target }[]> {
    const { publishers } = (await this.#ask('/api/v1/publishers')) as { publishers: { source: string }[] };
    const { subscribers } = (await this.#ask('/api/v1/subscribers')) as {
      subscribers: { connection: number; format: string; address: string }[];
    };
    const sources = [...new Set(publishers.map(({ source }) => source))].sort();
    return [
      ...sources.map((source) => ({ label: `Publisher ${source}`, target: { source } })),
      ...subscribers.map(({ connection, format, address }) => ({
        label: `Subscriber ${connection} (${format}, ${address})`,
        target: { connection },
      })),
    ];
  }

  // Fails with the hub's own words.
  async #ask(path: string, method = 'GET', body?: string): Promise<unknown> {
    const response = await ask(this.#hub, path, body === undefined ? { method } : { method, body });
    const answer = (await response.json()) as { error?: { message: string } };
    if (answer.error) throw new Error(answer.error.message);
    return answer;
  }
}
