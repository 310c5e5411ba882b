// The Live view: the messages as they come, and a message's every detail beside them.
import { accessText } from '../access_text.ts';
import { RecordingView } from '../export/recording_view.tsx';
import type { ViewProps } from '../page_state.ts';
import { EmptyState } from '../views/empty_state.tsx';
import { Trouble } from '../views/status.tsx';
import { DetailPanel } from './detail_panel.tsx';
import { FilterBar } from './filter_bar.tsx';
import { LiveTable } from './live_table.tsx';
import { NewestButton } from './newest_button.tsx';

export function LiveView({ state, actions }: ViewProps) {
  const { recording } = state;
  if (recording) return <RecordingView state={state} actions={actions} recording={recording} />;
  return <Following state={state} actions={actions} />;
}

function Following({ state, actions }: ViewProps) {
  const { live, connection, narrow } = state;
  const { store } = live;
  const { view } = store.shown;
  const someHere = store.shown.messages > 0 || store.showsOwn;
  const nothingMatches = store.filtered && view.matching === 0 && view.unscanned === 0 && someHere;
  const empty = view.length === 0 && view.unscanned === 0;
  const asksForToken = accessText(connection, false) !== null;
  const stale = connection.kind === 'reconnecting' || connection.kind === 'refused';
  return (
    <div class={stale ? 'live is-stale' : 'live'}>
      <FilterBar live={live}>
        <button type="button" aria-pressed={state.travel.isOpen} aria-keyshortcuts="T" onClick={() => state.travel.toggle()}>
          Time travel
        </button>
        <button type="button" onClick={() => actions.show('export')}>
          {state.exporter.running ? 'Exporting …' : 'Export'}
        </button>
      </FilterBar>
      <Trouble state={state} actions={actions} />
      {live.problem !== null && (
        <div class="trouble busy">
          <p role="alert">{live.problem}</p>
          <button type="button" onClick={() => live.dismissProblem()}>
            Dismiss
          </button>
        </div>
      )}
      <div class={live.opened ? 'panes with-detail' : 'panes'}>
        <div class="pane">
          {!empty && (
            <LiveTable live={live} hues={state.hues} now={state.now} narrow={narrow} calm={state.calm} />
          )}
          <NewestButton live={live} />
          {(nothingMatches || (empty && !asksForToken)) && (
            <EmptyState state={state} nothingMatches={nothingMatches} />
          )}
        </div>
        {live.opened && (
          <DetailPanel
            live={live}
            row={live.opened}
            hub={state.hubUrl}
            hasToken={state.hasToken}
            narrow={narrow}
          />
        )}
      </div>
    </div>
  );
}
