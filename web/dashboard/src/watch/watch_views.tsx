// The views of sources, topics and charts in their places on the page.
import type { ComponentChildren } from 'preact';
import { ChartsView } from '../charts/charts_view.tsx';
import type { PageState, ViewProps } from '../page_state.ts';
import { SourcesView } from '../sources/sources_view.tsx';
import { TopicsView } from '../topics/topics_view.tsx';
import { Trouble } from '../views/status.tsx';

function Place({ state, actions, children }: ViewProps & { children: ComponentChildren }) {
  return (
    <>
      <Trouble state={state} actions={actions} />
      <div class="watch" tabIndex={0}>{children}</div>
    </>
  );
}

const common = ({ connection, lastHeard, now }: PageState) => ({ now, lastHeard, live: connection.kind === 'live' });

export function Sources({ state, actions }: ViewProps) {
  const { watch, travel, hues } = state;
  const past = travel.sources(watch.presence.told);
  const now = past ? { book: past.book, now: past.at, live: true } : { book: watch.book };
  return (
    <Place {...{ state, actions }}>
      <SourcesView {...common(state)} {...now} {...{ past, hues }} onFilter={actions.filter} />
    </Place>
  );
}

export function Topics({ state, actions }: ViewProps) {
  const { tree, open } = state.watch;
  return (
    <Place {...{ state, actions }}>
      <TopicsView {...common(state)} {...{ tree, open }} onFilter={actions.filter} />
    </Place>
  );
}

export function ChartsPlace({ state, actions }: ViewProps) {
  return (
    <Place {...{ state, actions }}>
      <ChartsView {...common(state)} charts={state.watch.charts} hues={state.hues} />
    </Place>
  );
}
