// The state of the connection in words.
import { accessText } from './access_text.ts';
import { explainClose } from './close_text.ts';
import type { ConnectionState } from './connection.ts';
import { ago, clockTime, inSeconds } from './format.ts';

export interface StatusText {
  tone: 'good' | 'busy' | 'bad';
  label: string;
  detail: string;
}

export function statusText(state: ConnectionState, lastHeard: number, now: number): StatusText {
  switch (state.kind) {
    case 'connecting':
      return { tone: 'busy', label: 'Connecting…', detail: `since ${clockTime(state.since)}` };
    case 'catching_up':
      return { tone: 'busy', label: 'Catching up…', detail: 'reading the hub’s history' };
    case 'live':
      return { tone: 'good', label: 'Live', detail: `hub heard ${ago(now - lastHeard)}` };
    case 'refused': {
      const access = accessText(state, false);
      if (access) {
        const tone = state.withToken ? 'bad' : 'busy';
        return { tone, label: access.label, detail: `since ${clockTime(state.since)}` };
      }
      return { tone: 'bad', label: `Refused at ${clockTime(state.since)}`, detail: `code ${state.code}` };
    }
    case 'reconnecting': {
      const label = {
        closed: `Reconnecting since ${clockTime(state.since)}`,
        silent: `Stale since ${clockTime(state.since)}`,
        unreachable: 'Can’t reach the hub',
      }[state.cause];
      const next = state.nextTryAt === null ? 'now' : inSeconds(state.nextTryAt - now);
      return {
        tone: state.cause === 'closed' ? 'busy' : 'bad',
        label,
        detail: `attempt ${Math.max(1, state.attempt)} ${next}`,
      };
    }
  }
}

// What a screen reader is told when the state changes: no ticking numbers. Null: nothing new.
export function announcement(state: ConnectionState): string | null {
  switch (state.kind) {
    case 'connecting':
      return 'Connecting to the hub.';
    case 'catching_up':
      return null;
    case 'live':
      return 'Live: messages arrive by themselves.';
    case 'refused': {
      const access = accessText(state, false);
      return access ? `${access.heading}.` : `The hub refused this page: ${explainClose(state.code, state.reason)}.`;
    }
    case 'reconnecting':
      return {
        closed: `Connection lost at ${clockTime(state.since)}. Reconnecting.`,
        silent: `Stale: nothing heard from the hub since ${clockTime(state.since)}. Reconnecting.`,
        unreachable: 'The hub can’t be reached. Trying again.',
      }[state.cause];
  }
}

// One sentence or two under the header while something is wrong, else null.
export function troubleText(state: ConnectionState, shownRows: boolean): string | null {
  const end = shownRows ? ' What is below is from before that.' : '';
  if (state.kind === 'refused') {
    return (
      `The hub closed the connection (${state.code}): ${explainClose(state.code, state.reason)}. ` +
      `It asks this page not to come back unchanged.${end}`
    );
  }
  if (state.kind !== 'reconnecting') return null;
  const told = explainClose(state.code, state.reason);
  const why = told ? ` (${told})` : '';
  switch (state.cause) {
    case 'closed':
      return (
        `The connection ended at ${clockTime(state.since)}${why}.${end} ` +
        'What you miss now will be fetched when it is back.'
      );
    case 'silent':
      return (
        `Nothing has been heard from the hub since ${clockTime(state.since)}.${end} ` +
        'The page is trying to get through.'
      );
    case 'unreachable':
      return (
        `No connection to the hub yet${why}. The page keeps trying; is the hub running, ` +
        'and does everything between here and there let WebSockets through?'
      );
  }
}
