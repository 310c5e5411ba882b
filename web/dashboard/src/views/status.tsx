import { accessText } from '../access_text.ts';
import type { PageActions, PageState } from '../page_state.ts';
import { statusText, troubleText } from '../status_text.ts';
import { AccessRequest } from './access_request.tsx';

// Stands above the rows while they may be old, so that no one takes them for the present.
export function Trouble({ state, actions }: { state: PageState; actions: PageActions }) {
  const { connection } = state;
  const shownRows = state.store.shown.messages > 0;
  const access = accessText(connection, shownRows);
  if (access) {
    const { tone } = statusText(connection, state.lastHeard, state.now);
    return <AccessRequest text={access} beside={shownRows} tone={tone} actions={actions} />;
  }
  const text = troubleText(connection, shownRows);
  if (text === null) return null;
  const waiting = connection.kind !== 'reconnecting' || connection.nextTryAt !== null;
  const { tone } = statusText(connection, state.lastHeard, state.now);
  return (
    <div class={`trouble ${tone}`}>
      <p>{text}</p>
      <button type="button" onClick={actions.tryNow} disabled={!waiting}>
        Try now
      </button>
    </div>
  );
}
