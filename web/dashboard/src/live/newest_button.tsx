import { withCommas } from '../format.ts';
import type { LiveController } from './live_controller.ts';

// While the table stands still because somebody reads, and not because it was told to pause.
export function NewestButton({ live }: { live: LiveController }) {
  const { store } = live;
  if (store.following || store.paused || !(store.isHeld('scrolled') || store.isHeld('selected'))) return null;
  const { waiting } = store;
  if (waiting === 0 && !store.isHeld('scrolled')) return null;
  return (
    <button type="button" class="newest" onClick={() => live.jumpToNewest()}>
      <span aria-hidden="true">↑ </span>
      {waiting > 0 ? `${withCommas(waiting)} new — jump to newest` : 'Jump to newest'}
    </button>
  );
}
