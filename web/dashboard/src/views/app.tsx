import { accessText } from '../access_text.ts';
import type { PageActions, PageState } from '../page_state.ts';
import { EmptyState } from './empty_state.tsx';
import { MessageTable } from './message_table.tsx';
import { Header, Trouble } from './status.tsx';
import { Toolbar } from './toolbar.tsx';

export function App({ state, actions }: { state: PageState; actions: PageActions }) {
  const { feed, filter, connection } = state;
  const filtered = filter.apply(feed.shown);
  // Notices are shown whatever the filter, so there may be rows and yet nothing that matches.
  const nothingMatches = filter.active && filtered.total > 0 && filtered.matching === 0;
  const asksForToken = accessText(connection, false) !== null;
  const stale = connection.kind === 'reconnecting' || connection.kind === 'refused';
  return (
    <>
      <div class="top">
        <Header state={state} />
        <Toolbar state={state} filtered={filtered} actions={actions} />
      </div>
      <p class="unseen" role="status" aria-live="polite">
        {state.announcement}
      </p>
      <main class={stale ? 'is-stale' : ''}>
        <Trouble state={state} actions={actions} />
        {filtered.rows.length > 0 && (
          <MessageTable state={state} filtered={filtered} onDrawMore={actions.drawMore} />
        )}
        {(nothingMatches || (filtered.rows.length === 0 && !asksForToken)) && (
          <EmptyState state={state} filtered={filtered} onClearFilter={() => actions.filter('')} />
        )}
      </main>
      <Footer state={state} />
      {state.insecure && (
        <aside class="insecure" aria-label="Access">
          <p>
            This hub serves everybody who can reach it <code class="mono">(--insecure)</code>
          </p>
        </aside>
      )}
    </>
  );
}

function Footer({ state }: { state: PageState }) {
  const { hub } = state;
  return (
    <footer>
      {hub ? (
        <>
          hub <bdi>{hub.hub}</bdi> · version <bdi>{hub.version}</bdi> · history{' '}
          <bdi class="mono">{hub.epoch}</bdi>
        </>
      ) : (
        'No hub heard yet'
      )}
    </footer>
  );
}
