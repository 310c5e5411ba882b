// What the code of a closed WebSocket asks of a client. The hub's own codes lie in three bands, so
// that a page older than a code still does the right thing.
export type CloseAdvice = 'stay_away' | 'later' | 'at_once' | 'ordinary';

export function closeAdvice(code: number): CloseAdvice {
  if (code >= 4000 && code <= 4099) return 'stay_away';
  if (code >= 4100 && code <= 4199) return 'later';
  if (code >= 4200 && code <= 4299) return 'at_once';
  return 'ordinary';
}

export const unauthorized = 4001;
export const forbidden = 4003;
export const tokenExpired = 4201;

const explanations: Record<number, string> = {
  1001: 'the hub went away',
  1009: 'a message was too big',
  1011: 'the hub had an internal error',
  [unauthorized]: 'the hub asks for a token that this page does not have',
  [forbidden]: 'this page may not read from the hub',
  4100: 'the hub is overloaded',
  4101: 'the hub has too many connections',
  4102: 'this page came too often',
  4103: 'this page read too slowly',
  4200: 'the hub is shutting down or restarting',
  [tokenExpired]: 'the token has run out',
};

// Why the connection ended, for a person. 1005 and 1006 say nothing, so neither does this.
export function explainClose(code: number, reason: string): string | null {
  const known = explanations[code];
  if (known) return known;
  if (code === 1005 || code === 1006) return null;
  return reason ? `code ${code}, ${reason}` : `code ${code}`;
}
