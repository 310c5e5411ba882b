// Light or dark: what the system says, unless this person has said otherwise on this machine.
import type { Store } from './token.ts';

export type Theme = 'system' | 'light' | 'dark';

const key = 'crier.theme';
const order: readonly Theme[] = ['system', 'light', 'dark'];

export class ThemeKeeper {
  theme: Theme = 'system';
  readonly #store: () => Store;
  readonly #root: { dataset: DOMStringMap };

  constructor(
    store: () => Store,
    root: { dataset: DOMStringMap },
  ) {
    this.#store = store;
    this.#root = root;
    try {
      const kept = store().getItem(key);
      this.theme = order.find((theme) => theme === kept) ?? 'system';
    } catch {
      // Storage is switched off.
    }
    this.#apply();
  }

  next(): void {
    this.theme = order[(order.indexOf(this.theme) + 1) % order.length] as Theme;
    try {
      if (this.theme === 'system') this.#store().removeItem(key);
      else this.#store().setItem(key, this.theme);
    } catch {
      // Then it holds for as long as the page.
    }
    this.#apply();
  }

  #apply(): void {
    if (this.theme === 'system') delete this.#root.dataset['theme'];
    else this.#root.dataset['theme'] = this.theme;
  }
}
