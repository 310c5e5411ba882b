// The token that this page shows the hub. It comes in the page's address or by hand, stays in this
// tab, and is never shown or logged.
export interface Store {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

export const tokenLengthMax = 8 * 1024;
const key = 'crier.token';

// Tokens are plain ASCII: anything else came along when it was copied. Null: this is no token.
export function cleanToken(text: string): string | null {
  const token = text.trim().replace(/^bearer(\s+|$)/i, '').replace(/[^\x21-\x7e]/g, '');
  return token === '' || token.length > tokenLengthMax ? null : token;
}

// The address without its token, or null where it has none.
export function withoutToken(address: string): { address: string; token: string | null } | null {
  const url = new URL(address);
  const given = url.searchParams.get('token');
  if (given === null) return null;
  url.searchParams.delete('token');
  return { address: url.href, token: cleanToken(given) };
}

// Where a browser keeps nothing for pages, the token lives as long as the page.
export class TokenKeeper {
  token: string | null = null;
  readonly #store: () => Store;

  constructor(store: () => Store) {
    this.#store = store;
    this.#try((kept) => (this.token = cleanToken(kept.getItem(key) ?? '')));
  }

  use(token: string): void {
    this.token = token;
    this.#try((kept) => kept.setItem(key, token));
  }

  // It is of no use any more. A reload begins without it, since a hub that admits clients without
  // a token refuses a bad one all the same.
  discard(): void {
    this.#try((kept) => kept.removeItem(key));
  }

  #try(use: (kept: Store) => void): void {
    try {
      use(this.#store());
    } catch {
      // Storage is switched off or full.
    }
  }
}
