// The tab's title says what a person wants to know without looking at the page.
import { accessText } from '../access_text.ts';
import { clockTime, withCommas } from '../format.ts';
import type { PageState } from '../page_state.ts';

export function titleText({ connection, store, recording }: PageState): string {
  if (recording) return `${recording.name}, recorded – Crier`;
  const received = withCommas(store.ledger.received);
  switch (connection.kind) {
    case 'live':
      if (store.paused) return `Paused, ${withCommas(store.waiting)} waiting – Crier`;
      return `Live, ${received} received – Crier`;
    case 'connecting':
      return 'Connecting – Crier';
    case 'catching_up':
      return 'Catching up – Crier';
    case 'refused':
      return `${accessText(connection, false)?.label ?? 'Refused'} – Crier`;
    case 'reconnecting':
      if (connection.cause === 'unreachable') return 'Can’t reach the hub – Crier';
      if (connection.cause === 'silent') return `Stale since ${clockTime(connection.since)} – Crier`;
      return `Reconnecting since ${clockTime(connection.since)} – Crier`;
  }
}
