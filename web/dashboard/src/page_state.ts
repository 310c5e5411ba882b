// Everything the page is drawn from, and everything a person can do on it.
import type { Welcome } from 'crier-client';
import type { ConnectionState } from './connection.ts';
import type { Exporter } from './export/exporter.ts';
import type { Recording } from './export/recording.ts';
import type { LiveController } from './live/live_controller.ts';
import type { Sender } from './send/sender.ts';
import type { SourceHues } from './source_hues.ts';
import type { FilterTerms } from './store/message_filter.ts';
import type { MessageStore } from './store/message_store.ts';
import type { Theme } from './theme.ts';
import type { TimeTravel } from './travel/time_travel.ts';
import type { Watch } from './watch/watch.ts';

export interface PageState {
  // The view that the address names.
  view: string;
  connection: ConnectionState;
  lastHeard: number;
  now: number;
  openedAt: number;
  hub: Welcome | null;
  store: MessageStore;
  live: LiveController;
  // What the other views show.
  watch: Watch;
  hues: SourceHues;
  sender: Sender;
  travel: TimeTravel;
  exporter: Exporter;
  // A file that is looked at in place of what is live, in the Live view.
  recording: Recording | null;
  // A screen for which the table's rows are cards.
  narrow: boolean;
  // Messages come faster than anybody can follow.
  calm: boolean;
  announcement: string;
  // Where the hub's WebSocket is.
  hubUrl: URL;
  hasToken: boolean;
  // The hub says that it serves everybody who can reach it.
  insecure: boolean;
  theme: Theme;
  // What lies over the page.
  overlay: Overlay;
}

export type Overlay = 'none' | 'help' | 'ledger' | 'export';

export interface PageActions {
  tryNow(): void;
  // False: that was no token.
  useToken(text: string): boolean;
  // Shows in the Live view what fits, and nothing else.
  filter(terms: Partial<FilterTerms>): void;
  nextTheme(): void;
  show(overlay: Overlay): void;
  openRecording(file: File): void;
  closeRecording(): void;
}

export interface ViewProps {
  state: PageState;
  actions: PageActions;
}
