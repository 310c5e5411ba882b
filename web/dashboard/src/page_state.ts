// Everything the page is drawn from, and everything a person can do on it.
import type { Welcome } from 'crier-client';
import type { ConnectionState } from './connection.ts';
import type { Feed } from './feed.ts';
import type { RowFilter } from './filter.ts';

export interface PageState {
  connection: ConnectionState;
  lastHeard: number;
  now: number;
  openedAt: number;
  hub: Welcome | null;
  feed: Feed;
  filter: RowFilter;
  // How many rows are drawn: a table of thousands is slow to lay out and nobody reads it.
  drawnMax: number;
  announcement: string;
  // Where the hub's WebSocket is.
  hubUrl: URL;
  hasToken: boolean;
  // The hub says that it serves everybody who can reach it.
  insecure: boolean;
}

export interface PageActions {
  pause(): void;
  resume(): void;
  filter(text: string): void;
  drawMore(): void;
  tryNow(): void;
  // False: that was no token.
  useToken(text: string): boolean;
}

export const drawnStep = 300;
// In a burst every row is new at each draw, and nobody reads further down than this.
export const drawnInBurst = 50;
