import { withCommas } from '../format.ts';
import type { ComponentChildren } from 'preact';
import { count } from '../payload.ts';
import { type FilterTerms, noTerms } from '../store/message_filter.ts';
import { topicFilterProblem } from '../store/topic_filter.ts';
import type { LiveController } from './live_controller.ts';

interface Props {
  live: LiveController;
}

interface BarProps extends Props {
  // What else stands in the bar, at its end.
  children?: ComponentChildren;
}

const names: [keyof FilterTerms, string, string][] = [
  ['text', 'Text', 'Text in source, topic or message'],
  ['topic', 'Topic', 'Topic filter: a/+/#'],
  ['source', 'Source', 'Source'],
];

export function FilterBar({ live, children }: BarProps) {
  const { store } = live;
  const problem = topicFilterProblem(store.terms.topic);
  const set = (name: keyof FilterTerms, value: string) => live.setTerms({ ...store.terms, [name]: value });
  return (
    <div class="toolbar" role="group" aria-label="Messages on this page">
      <button
        type="button"
        class={store.paused ? 'pause is-on' : 'pause'}
        aria-keyshortcuts="Space"
        onClick={() => live.togglePause()}
      >
        <span class={store.paused ? 'icon play' : 'icon bars'} aria-hidden="true" />
        {store.paused ? 'Resume' : 'Pause'}
      </button>
      {names.map(([name, label, hint]) => (
        <div key={name} class={`filter ${name}`}>
          <label class="unseen" for={`filter-${name}`}>
            {label}
          </label>
          <input
            id={`filter-${name}`}
            type="search"
            placeholder={hint}
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            value={store.terms[name]}
            aria-invalid={name === 'topic' && problem !== null}
            aria-describedby={name === 'topic' && problem !== null ? 'topic-problem' : undefined}
            onInput={(event) => set(name, event.currentTarget.value)}
          />
        </div>
      ))}
      <Counts live={live} />
      <Chips live={live} set={set} />
      {children && <div class="line tools">{children}</div>}
      {problem !== null && (
        <p id="topic-problem" class="problem" role="alert">
          {problem} The topic filter is not applied.
        </p>
      )}
    </div>
  );
}

function Counts({ live }: Props) {
  const { store } = live;
  const { shown } = store;
  const { unscanned } = shown.view;
  return (
    <>
      {store.filtered && (
        <p class="shown">
          {withCommas(shown.view.matching)} of {withCommas(shown.messages)} match
          {unscanned > 0 && ` so far, ${withCommas(unscanned)} to go`}
        </p>
      )}
      {store.paused && (
        <p class="waiting">
          {store.waiting === 0 ? 'Standing still, none waiting' : `${count(store.waiting, 'message')} waiting`}
          {store.letGo > 0 && `, the oldest ${withCommas(store.letGo)} of them no longer here but in the hub’s history`}
        </p>
      )}
    </>
  );
}

function Chips({ live, set }: Props & { set: (name: keyof FilterTerms, value: string) => void }) {
  const { terms } = live.store;
  const active = names.filter(([name]) => terms[name].trim() !== '');
  if (active.length === 0) return null;
  return (
    <ul class="chips" aria-label="Filters">
      {active.map(([name, label]) => (
        <li key={name}>
          <button type="button" class="chip" aria-label={`Remove ${label.toLowerCase()} ${terms[name]}`} onClick={() => set(name, '')}>
            {label.toLowerCase()} <bdi>{terms[name]}</bdi> <span aria-hidden="true">✕</span>
          </button>
        </li>
      ))}
      {active.length > 1 && (
        <li>
          <button type="button" class="chip" onClick={() => live.setTerms(noTerms)}>
            Clear all
          </button>
        </li>
      )}
    </ul>
  );
}
