// Keeps the page's address true: views are steps that "back" undoes, all else replaces the address
// in its place, a moment after the last change, as browsers allow only so many changes.
import type { LiveController } from './live/live_controller.ts';
import { readAddress, writeAddress } from './page_address.ts';
import { viewNamed } from './view_list.ts';

const settledMs = 400;

export class AddressBar {
  view: string;
  #written: string;
  // What the browser had when that was.
  #seen = location.hash;
  #timer: number | null = null;
  readonly #live: LiveController;
  readonly #changed: () => void;

  constructor(
    live: LiveController,
    changed: () => void,
  ) {
    this.#live = live;
    this.#changed = changed;
    const address = readAddress(location.hash);
    this.view = viewNamed(address.view).name;
    // A part behind `#` that says nothing to this page stays as it is.
    this.#written = writeAddress({ ...address, view: this.view });
    live.setTerms(address.terms);
    live.want(address.at, address.message);
    window.addEventListener('hashchange', () => this.#follow());
  }

  go(view: string): void {
    if (view === this.view) return;
    location.hash = view;
    // The event that tells of it comes later.
    this.#follow();
  }

  // Somebody pressed "back", or followed a link.
  #follow(): void {
    const address = readAddress(location.hash);
    this.view = viewNamed(address.view).name;
    // A tab names a view alone and leaves the rest as it was.
    if (location.hash.includes('?')) {
      this.#live.setTerms(address.terms);
      this.#live.leave();
      this.#live.want(address.at, address.message);
    }
    this.#seen = this.#written = location.hash;
    this.#changed();
  }

  // To be called whenever something may have changed.
  settle(): void {
    if (this.#timer !== null || this.#wantedAddress() === this.#written) return;
    this.#timer = window.setTimeout(() => {
      this.#timer = null;
      const wanted = this.#wantedAddress();
      // A link that was just followed is in the address before the event that tells of it.
      if (wanted === this.#written || location.hash !== this.#seen) return;
      this.#written = wanted;
      history.replaceState(history.state, '', wanted);
      this.#seen = location.hash;
    }, settledMs);
  }

  #wantedAddress(): string {
    const live = this.#live;
    const { view } = this;
    // What a link asked for and is not here yet must not vanish from the address.
    if (live.awaited) return this.#written;
    return writeAddress({ view, terms: live.store.terms, at: live.at, message: live.openedAt });
  }
}
