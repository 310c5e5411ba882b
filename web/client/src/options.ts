// What a client can be told, checked before anything is asked of a hub: a hub answers what it can't
// read with HTTP's 400, of which browsers tell their pages nothing.
export type TokenSource = string | (() => string | Promise<string>);

/** As much of a WebSocket as is looked at from outside. */
export type WebSocketConstructor = new (url: string) => { send(text: string): void; close(): void };

export interface Clock {
  now(): number;
  setTimeout(run: () => void, afterMs: number): unknown;
  clearTimeout(timer: unknown): void;
}

export interface Options {
  /** Filters. Left out: what the hub gives by itself, all that this client may see. []: none. */
  topics?: readonly string[];
  /** A position, `EPOCH:OFFSET` or an offset: first everything after it. "0": from the oldest kept. */
  since?: string | number;
  /** First the last so many messages. Not together with `since`. */
  last?: number;
  token?: TokenSource;
  /** Closes the client. */
  signal?: AbortSignal;
  /** What waits for an iterator at most. */
  bufferMessages?: number;
  bufferCharacters?: number;
  /** The default is the runtime's own. */
  WebSocket?: WebSocketConstructor;
  clock?: Clock;
  random?: () => number;
}

export const bufferMessagesMax = 1000;
export const bufferCharactersMax = 8 * 1024 * 1024;

const lastMax = 10_000;
// Levels without wildcards, or whole ones; "#" for the last.
const filterPattern = /^(?!$)((\+|[^+#/\0]*)\/)*(#|\+|[^+#/\0]*)$/;

export function checkOptions({ topics = [], since, last = 0 }: Options): void {
  const wrong = topics.find((filter) => !filterPattern.test(filter));
  if (wrong !== undefined) throw new TypeError(`Not a filter: ${wrong}`);
  const isStart = since === undefined || (last === 0 && /^([0-9a-f]{16}:)?\d+$/.test(`${since}`));
  if (!isStart || !Number.isInteger(last) || last < 0 || last > lastMax) {
    throw new TypeError(`No place to start: since ${since}, last ${last}`);
  }
}

export function webSocketOf({ WebSocket: given }: Options): WebSocketConstructor {
  const found = given ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
  if (!found) {
    throw new TypeError('No WebSocket here: give one as an option');
  }
  return found;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (run, afterMs) => setTimeout(run, afterMs),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
};
