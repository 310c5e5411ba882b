// Where the rows end, and why. Always of the same height.
import { withCommas } from '../format.ts';
import type { LiveController } from './live_controller.ts';

export function OlderEnd({ live }: { live: LiveController }) {
  const state = live.olderState;
  switch (state.kind) {
    case 'loading':
      return <p class="end">Fetching older messages from the hub, back from {withCommas(state.downTo)} …</p>;
    case 'start':
      return (
        <p class="end">
          {state.first > 1
            ? `The hub’s history begins here: ${withCommas(state.first)} is the oldest message that it keeps.`
            : 'The hub’s history begins here.'}
        </p>
      );
    case 'other_history':
      return <p class="end">These rows are of a history that the hub no longer has: nothing older can be fetched.</p>;
    case 'recording':
      return <p class="end">The recording begins here.</p>;
    case 'failed':
      return (
        <p class="end" role="alert">
          Older messages could not be fetched: <bdi>{state.reason}</bdi>.{' '}
          <button type="button" onClick={() => live.loadOlder()}>
            Try again
          </button>
        </p>
      );
    case 'unknown':
      return (
        <p class="end">
          <button type="button" onClick={() => live.loadOlder()}>
            Show older messages
          </button>
        </p>
      );
  }
}
