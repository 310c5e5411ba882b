// What the page says where the hub wants a token, or another one.
import type { ConnectionState } from './connection.ts';

export interface AccessText {
  // For the status line and the tab's title.
  label: string;
  heading: string;
  // What the hub itself said, to be rendered as text.
  hubSays: string | null;
  advice: string;
  // The hub may have changed its mind: the page may ask again with what it has.
  retry: boolean;
}

// Null: a token is not what is missing.
export function accessText(state: ConnectionState, shownRows: boolean): AccessText | null {
  if (state.kind !== 'refused') return null;
  const { code, hubSays, withToken } = state;
  const onwards = shownRows
    ? ' The page goes on where it stopped: what comes meanwhile will be fetched.'
    : '';
  switch (code) {
    case 4001:
      return withToken
        ? {
            label: 'Token refused',
            heading: 'The hub refused the token',
            hubSays,
            advice: `Paste another one.${onwards}`,
            retry: false,
          }
        : {
            label: 'Token needed',
            heading: 'This hub asks for a token',
            hubSays,
            advice: `Paste the token that you were given.${onwards}`,
            retry: false,
          };
    case 4003:
      return {
        label: 'Not permitted',
        heading: 'This page may not read from the hub',
        hubSays,
        advice: `Paste a token that permits it.${onwards}`,
        retry: true,
      };
    case 4201:
      return {
        label: 'Token expired',
        heading: 'The token has expired',
        hubSays,
        advice: `Paste a new one.${onwards}`,
        retry: false,
      };
    default:
      return null;
  }
}
