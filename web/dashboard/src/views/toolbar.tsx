import type { Filtered } from '../filter.ts';
import { clockTime } from '../format.ts';
import type { PageActions, PageState } from '../page_state.ts';
import { count } from '../payload.ts';

interface Props {
  state: PageState;
  filtered: Filtered;
  actions: PageActions;
}

export function Toolbar({ state, filtered, actions }: Props) {
  const { feed, filter } = state;
  const number = (n: number) => n.toLocaleString('en');
  return (
    <div class="toolbar" role="group" aria-label="Messages on this page">
      <button
        type="button"
        class={feed.paused ? 'pause is-on' : 'pause'}
        onClick={feed.paused ? actions.resume : actions.pause}
      >
        <span class={feed.paused ? 'icon play' : 'icon bars'} aria-hidden="true" />
        {feed.paused ? 'Resume' : 'Pause'}
      </button>
      <div class="filter">
        <label class="unseen" for="filter">
          Filter by source, topic or message
        </label>
        <input
          id="filter"
          type="search"
          placeholder="Filter by source, topic or message"
          autocomplete="off"
          spellcheck={false}
          value={filter.text}
          onInput={(event) => actions.filter(event.currentTarget.value)}
        />
      </div>
      {filter.active && (
        <p class="shown">
          {number(filtered.matching)} of {number(filtered.total)} shown
        </p>
      )}
      {feed.paused && (
        <p class="waiting">
          {feed.waiting === 0 ? 'Standing still, none waiting' : `${count(feed.waiting, 'message')} waiting`}
        </p>
      )}
      <p class="received">
        <strong>{number(feed.received)}</strong> received by this page since{' '}
        {clockTime(state.openedAt)}
        <span class={feed.missing > 0 ? 'missing some' : 'missing'}>
          {feed.missing > 0 ? `${number(feed.missing)}+ missing` : 'none missing'}
        </span>
      </p>
    </div>
  );
}
