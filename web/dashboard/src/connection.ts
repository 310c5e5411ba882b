// The page's client of the hub that served it: it begins with the last rows, and names no topics,
// so it gets all that its token permits.
import { Client, type Options, type State } from 'crier-client';
import { forbidden, unauthorized } from 'crier-client/close_code';

// The page always reads as fast as the hub sends, and never closes its client.
export type ConnectionState = Exclude<State, { kind: 'idle' | 'paused' | 'closed' }>;

export const firstRows = 200;

export function pageClient(url: () => URL, token: string | null, options: Options = {}): Client {
  return new Client(url, { last: firstRows, ...(token === null ? {} : { token }), ...options });
}

export function stateOf(client: Client): ConnectionState {
  return client.state as ConnectionState;
}

// An attempt ended before the hub said anything: it, or something on the way, may say over HTTP why
// that was.
export function onUnanswered(client: Client, ask: () => void): void {
  let underWay = false;
  client.on('state', (state) => {
    const waits = state.kind === 'reconnecting' && state.nextTryAt !== null;
    if (waits && underWay) ask();
    underWay = state.kind === 'connecting' || (state.kind === 'reconnecting' && !waits);
  });
}

// Something answered over HTTP that this page may not have what it asks for.
export function turnAway(client: Client, code: 'unauthorized' | 'forbidden', hubSays: string | null): void {
  if (!['connecting', 'reconnecting'].includes(client.state.kind)) return;
  client.refuse(code === 'unauthorized' ? unauthorized : forbidden, '', hubSays);
}

// The client's timers, for a clock of the page's own.
export const systemTimers = {
  setTimeout: (run: () => void, afterMs: number): unknown => window.setTimeout(run, afterMs),
  clearTimeout: (timer: unknown): void => window.clearTimeout(timer as number),
};
