// A close code in words, for a person.
import { forbidden, tokenExpired, unauthorized } from 'crier-client/close_code';

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
export function explainClose(code: number | null, reason: string | null): string | null {
  if (code === null) return reason;
  const known = explanations[code];
  if (known) return known;
  if (code === 1005 || code === 1006) return null;
  return reason ? `code ${code}, ${reason}` : `code ${code}`;
}
