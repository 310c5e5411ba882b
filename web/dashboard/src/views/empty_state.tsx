import { OlderEnd } from '../live/older_end.tsx';
import type { PageState } from '../page_state.ts';
import { noTerms } from '../store/message_filter.ts';

interface Props {
  state: PageState;
  nothingMatches: boolean;
}

// Never a blank page: what is the matter, and what a person can do about it.
export function EmptyState({ state, nothingMatches }: Props) {
  const { store, live, connection } = state;
  if (nothingMatches) {
    return (
      <section class="empty">
        <h2>Nothing matches this filter</h2>
        <p>
          None of the messages on this page does. New ones that match will appear here, and older ones
          may be in the hub’s history.
        </p>
        <button type="button" onClick={() => live.setTerms(noTerms)}>
          Clear the filter
        </button>
        <OlderEnd live={live} />
      </section>
    );
  }
  if (live.older.state.kind === 'loading') {
    return (
      <section class="empty">
        <h2>Reading the hub’s history</h2>
      </section>
    );
  }
  if (store.paused && store.waiting > 0) {
    return (
      <section class="empty">
        <h2>Paused on an empty page</h2>
        <p>Messages have come since. Resume to see them.</p>
      </section>
    );
  }
  const begun = connection.kind === 'connecting' || connection.kind === 'catching_up';
  if (connection.kind === 'live') return <FirstMessage hub={state.hubUrl} hasToken={state.hasToken} />;
  return (
    <section class="empty">
      <h2>{begun ? 'Connecting to the hub' : 'Waiting for the hub'}</h2>
      <p>Messages will appear here by themselves as soon as the hub sends them.</p>
    </section>
  );
}

function FirstMessage({ hub, hasToken }: { hub: URL; hasToken: boolean }) {
  const message = { type: 'publish', topic: 'hello/me', data: 'Hello world' };
  // Never this page's own token: a terminal keeps what is typed into it.
  const header = hasToken ? ` -H 'Authorization: Bearer TOKEN'` : '';
  const publish = `npx wscat -c ${hub.href}${header} -x '${JSON.stringify(message)}'`;
  // Where publishers connect is the hub's own affair; 7000 is the port unless it was told another.
  const broadcast = `crier-broadcaster --hub ${hub.hostname}:7000 --source alice${hasToken ? ' --token-file FILE' : ''}`;
  return (
    <section class="empty">
      <h2>No messages yet</h2>
      <p>The page is connected and listening. Publish a first message from a terminal:</p>
      <pre tabIndex={0}>{publish}</pre>
      <p>or start a broadcaster, which says hello every few seconds:</p>
      <pre tabIndex={0}>{broadcast}</pre>
    </section>
  );
}
