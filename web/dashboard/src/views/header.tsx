import type { PageActions, PageState } from '../page_state.ts';
import { statusText } from '../status_text.ts';
import { views } from '../view_list.ts';
import { LedgerButton } from './ledger_panel.tsx';

interface Props {
  state: PageState;
  actions: PageActions;
}

const themeNames = { system: 'as the system', light: 'light', dark: 'dark' };

export function Header({ state, actions }: Props) {
  const { tone, label, detail } = statusText(state.connection, state.lastHeard, state.now);
  const theme = `Colours: ${themeNames[state.theme]}`;
  return (
    <header>
      <h1>
        <img class="mark" src="favicon.svg" alt="" width="24" height="24" />
        Crier
        {state.hub && <bdi class="hub-name">{state.hub.hub}</bdi>}
      </h1>
      <nav aria-label="Views">
        {views.map((view) => (
          <a
            key={view.name}
            href={`#${view.name}`}
            aria-current={view.name === state.view ? 'page' : undefined}
            aria-keyshortcuts={view.key}
          >
            {view.label}
          </a>
        ))}
      </nav>
      {!state.recording && <LedgerButton state={state} actions={actions} />}
      <p class={`state ${tone}`} data-state={state.connection.kind}>
        <span class="lamp" aria-hidden="true" />
        <strong>{label}</strong>
        <span class="state-detail">{detail}</span>
      </p>
      <div class="switches">
        <button type="button" class="plain" aria-label={theme} title={theme} onClick={actions.nextTheme}>
          <span class={`theme-sign ${state.theme}`} aria-hidden="true" />
        </button>
        <button type="button" class="plain" aria-label="Keyboard help" title="Keyboard help (?)" onClick={() => actions.show('help')}>
          ?
        </button>
      </div>
    </header>
  );
}
