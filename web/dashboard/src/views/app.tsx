import { ExportDialog } from '../export/export_dialog.tsx';
import type { PageActions, PageState } from '../page_state.ts';
import { TravelBar } from '../travel/travel_bar.tsx';
import { viewNamed } from '../view_list.ts';
import { Header } from './header.tsx';
import { HelpDialog } from './help_dialog.tsx';

export function App({ state, actions }: { state: PageState; actions: PageActions }) {
  const view = viewNamed(state.view);
  const View = view.component;
  return (
    <>
      <div class="top">
        <Header state={state} actions={actions} />
      </div>
      <p class="unseen" role="status" aria-live="polite">
        {state.announcement}
      </p>
      <main>
        {state.travel.isOpen && !state.recording && view.travels && <TravelBar travel={state.travel} now={state.now} />}
        <View state={state} actions={actions} />
      </main>
      <Footer state={state} />
      {state.insecure && (
        <aside class="insecure" aria-label="Access">
          <p>
            This hub serves everybody who can reach it <code class="mono">(--insecure)</code>
          </p>
        </aside>
      )}
      {state.overlay === 'export' && (
        <ExportDialog
          exporter={state.exporter}
          store={state.store}
          onClose={() => actions.show('none')}
          onRecording={actions.openRecording}
        />
      )}
      {state.overlay === 'help' && <HelpDialog onClose={() => actions.show('none')} />}
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
