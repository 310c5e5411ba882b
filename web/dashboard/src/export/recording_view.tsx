// A recording in the table that Live has, under a banner that keeps anybody from taking it for that.
import { withCommas } from '../format.ts';
import { DetailPanel } from '../live/detail_panel.tsx';
import { FilterBar } from '../live/filter_bar.tsx';
import { LiveTable } from '../live/live_table.tsx';
import { NewestButton } from '../live/newest_button.tsx';
import type { ViewProps } from '../page_state.ts';
import { count } from '../payload.ts';
import type { Recording } from './recording.ts';

export function RecordingView({ state, actions, recording }: ViewProps & { recording: Recording }) {
  const { live } = recording;
  const { narrow } = state;
  return (
    <div class="live recording">
      <div class="trouble busy">
        <p role="status">
          <strong>
            A recording, <bdi>{recording.name}</bdi>, {count(recording.messages, 'message')}; not live.
          </strong>{' '}
          {remarks(recording)}
        </p>
        <button type="button" aria-keyshortcuts="L" onClick={actions.closeRecording}>
          Back to live
        </button>
      </div>
      <FilterBar live={live} />
      <div class={live.opened ? 'panes with-detail' : 'panes'}>
        <div class="pane">
          <LiveTable live={live} hues={state.hues} now={state.now} narrow={narrow} calm />
          <NewestButton live={live} />
        </div>
        {live.opened && <DetailPanel live={live} row={live.opened} hub={null} hasToken={false} narrow={narrow} />}
      </div>
    </div>
  );
}

function remarks({ isReading, store, badLines, firstBad, repeated, problem }: Recording): string {
  const said: string[] = [];
  const { droppedOld, messages } = store.shown;
  if (isReading) said.push('Reading …');
  if (droppedOld > 0) said.push(`Only the last ${count(messages, 'message')} are here.`);
  if (store.ledger.missingOnTopics > 0) said.push(`${count(store.ledger.missingOnTopics, 'gap')} found by the messages’ own chain.`);
  if (repeated > 0) said.push(`${count(repeated, 'message')} left out: repeated, or out of order.`);
  if (firstBad) {
    said.push(`${count(badLines, 'line')} could not be read, the first is line ${withCommas(firstBad.line)}: ${firstBad.reason}.`);
  }
  if (problem !== null) said.push(`The file could not be read to its end: ${problem}.`);
  return said.join(' ');
}
