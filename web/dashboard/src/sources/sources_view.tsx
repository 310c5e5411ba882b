// Who speaks, how often, and who is late. Drawn anew four times a second at most: nobody reads
// numbers that change faster.
import { Component } from 'preact';
import { clockTime, withCommas } from '../format.ts';
import { count } from '../payload.ts';
import { SourceHues } from '../source_hues.ts';
import type { PastSources } from '../travel/past_sources.ts';
import type { SourceBook } from './source_book.ts';
import { SourceOrder, type Column, type Listed, type Order } from './source_order.ts';
import { SourceRow } from './source_row.tsx';

export interface SourcesProps {
  book: SourceBook;
  now: number;
  live: boolean;
  // By the page's clock: when anything last came from the hub.
  lastHeard: number;
  // How it was at a moment of the past, which `book` and `now` are of.
  past: PastSources | null;
  // The page's own, so that a source has one colour everywhere.
  hues?: SourceHues;
  onFilter: (filter: { source: string }) => void;
}

interface ViewState {
  order: Order;
  search: string;
  drawnMax: number;
}

const restMs = 250;
const drawnStep = 100;
// Rows that are new cost most, so no more of them than that come with one frame.
const newRowsMax = 40;

const columns: readonly (readonly [Column | null, string])[] = [
  ['name', 'Source'],
  ['state', 'State'],
  ['since', 'Since'],
  ['heard', 'Last heard'],
  ['rate', 'Rate'],
  ['delta', 'Last delta'],
  [null, 'Intervals'],
  ['count', 'Messages'],
];
// What is asked of these first is the most.
const descendingFirst: readonly Column[] = ['rate', 'delta', 'count'];

// As it was left, for who comes back to it.
let left: ViewState = { order: { column: 'name', descending: false }, search: '', drawnMax: drawnStep };

export class SourcesView extends Component<SourcesProps, ViewState> {
  override state = left;
  #drawnAt = -Infinity;
  #drawn = 0;
  #growing = false;
  #order = new SourceOrder();
  #ownHues = new SourceHues();

  override shouldComponentUpdate(next: SourcesProps, state: ViewState): boolean {
    const rested = next.now - this.#drawnAt >= restMs || next.now < this.#drawnAt;
    const other = next.live !== this.props.live || next.book !== this.props.book;
    return rested || this.#growing || state !== this.state || other;
  }

  override componentDidMount(): void {
    this.#goOn();
  }

  override componentDidUpdate(): void {
    this.#goOn();
  }

  override componentWillUnmount(): void {
    left = this.state;
  }

  #goOn(): void {
    if (this.#growing) requestAnimationFrame(() => this.setState({}));
  }

  readonly #sortBy = (column: Column) =>
    this.setState(({ order }) => ({
      order: {
        column,
        descending: order.column === column ? !order.descending : descendingFirst.includes(column),
      },
    }));

  readonly #searchFor = (search: string) => this.setState({ search, drawnMax: drawnStep });

  readonly #drawMore = () => this.setState(({ drawnMax }) => ({ drawnMax: drawnMax + drawnStep }));

  render(props: SourcesProps, { order, search, drawnMax }: ViewState) {
    const { book, live, lastHeard, past, onFilter } = props;
    this.#drawnAt = props.now;
    // What may be old is shown as it was, and not as if the sources had been silent since.
    const now = live ? props.now : lastHeard;
    const hues = props.hues ?? this.#ownHues;
    const listed = this.#order.list(book, order, search, live, now);
    const wanted = Math.min(drawnMax, listed.sources.length);
    const rows = listed.sources.slice(0, Math.min(wanted, this.#drawn + newRowsMax));
    this.#drawn = rows.length;
    this.#growing = rows.length < wanted;
    return (
      <section class={live ? 'sources' : 'sources is-old'} aria-label="Sources">
        <div class="view-bar">
          <input
            type="search"
            aria-label="Search sources by name"
            placeholder="Search sources"
            value={search}
            onInput={(event) => this.#searchFor(event.currentTarget.value)}
          />
          <Summary {...{ book, listed, live, lastHeard, past }} />
        </div>
        <div role="table" class="source-table" aria-label="Sources">
          <Head order={order} onSort={this.#sortBy} />
          <div role="rowgroup">
            {rows.map((source) => (
              <SourceRow
                key={source.name}
                {...{ book, source, now, live, onFilter }}
                hue={hues.of(source.name)}
              />
            ))}
          </div>
        </div>
        <End listed={listed} drawn={wanted} search={search} letGo={book.letGo} onMore={this.#drawMore} />
      </section>
    );
  }
}

type SummaryProps = Pick<SourcesProps, 'book' | 'live' | 'lastHeard' | 'past'> & { listed: Listed };

function Summary({ book, listed, live, lastHeard, past }: SummaryProps) {
  return (
    <p class="view-summary">
      <strong>{count(book.size, 'source')}</strong>
      {book.presenceKnown ? (
        <>
          <span>{withCommas(listed.online)} online</span>
          {listed.offline > 0 && <span>{withCommas(listed.offline)} offline</span>}
        </>
      ) : (
        <span>{unknown(book)}</span>
      )}
      {!live ? (
        <span class="warn">
          not live: as of {clockTime(lastHeard)}, lateness is not judged
        </span>
      ) : (
        <span class={listed.late > 0 ? 'warn' : ''}>{listed.late > 0 ? withCommas(listed.late) : 'none'} late</span>
      )}
      {past && (
        <span class="warn">
          as of {clockTime(past.at)}, from the {count(past.messages, 'message')} before
        </span>
      )}
    </p>
  );
}

function unknown({ answer }: SourceBook): string {
  switch (answer) {
    case 'forbidden':
      return 'who is connected may not be seen with this page’s token';
    case 'untold':
      return 'this hub doesn’t tell who is connected';
    default:
      return 'who is connected is not known yet';
  }
}

function Head({ order, onSort }: { order: Order; onSort: (column: Column) => void }) {
  return (
    <div role="rowgroup" class="source-head">
      <div role="row" class="source-row">
        {columns.map(([column, name]) => {
          const sorted = column !== null && column === order.column;
          const sort = sorted ? (order.descending ? 'descending' : 'ascending') : 'none';
          return (
            <span key={name} role="columnheader" aria-sort={sort} class={headClass(column)}>
              {column === null ? (
                name
              ) : (
                <button type="button" onClick={() => onSort(column)}>
                  {name}
                  <span class="sort-sign" aria-hidden="true">
                    {sorted ? (order.descending ? '▾' : '▴') : ''}
                  </span>
                </button>
              )}
            </span>
          );
        })}
      </div>
    </div>
  );
}

const headClass = (column: Column | null) => {
  if (column === 'name' || column === 'state') return `s-${column}`;
  return column === null ? 's-spark' : `num s-${column}`;
};

function End(props: { listed: Listed; drawn: number; search: string; letGo: number; onMore: () => void }) {
  const { listed, drawn, search, letGo, onMore } = props;
  const undrawn = listed.sources.length - drawn;
  return (
    <div class="end">
      {undrawn > 0 && (
        <button type="button" onClick={onMore}>
          Show more ({withCommas(undrawn)} not shown)
        </button>
      )}
      {drawn === 0 && <p>{search.trim() ? 'No source has that in its name.' : 'No source has spoken yet.'}</p>}
      {letGo > 0 && (
        <p>This page keeps a limited number of sources: the {count(letGo, 'longest silent one')} let go.</p>
      )}
    </div>
  );
}
