// All topics as a tree, with what was last said on each. Drawn anew four times a second at most.
import { Component, createRef } from 'preact';
import { clockTime, withCommas } from '../format.ts';
import { count } from '../payload.ts';
import { rowsMax, type OpenRows, type Shown, type TopicRow } from './open_rows.ts';
import { TopicItem, type RowActions } from './topic_row.tsx';
import { foundMax, TopicSearch } from './topic_search.ts';
import type { TopicNode, TopicTree } from './topic_tree.ts';
import { treeStep } from './tree_keys.ts';

export interface TopicsProps {
  tree: TopicTree;
  // What is open, also when the view is shown again.
  open: OpenRows;
  now: number;
  live: boolean;
  // By the page's clock: when anything last came from the hub.
  lastHeard: number;
  onFilter: (filter: { topic: string }) => void;
}

const restMs = 250;
// For sorting and searching, in each frame.
const workMs = 4;
// Rows that are new cost most, so no more of them than that come with one frame.
const newRowsMax = 40;

export class TopicsView extends Component<TopicsProps, { search: string; turn: number }> {
  override state = { search: '', turn: 0 };
  readonly #search = new TopicSearch(this.props.tree);
  readonly #treeElement = createRef<HTMLDivElement>();
  #drawnAt = -Infinity;
  #rows: readonly TopicRow[] = [];
  #drawn = 0;
  #focusedKey = '';
  #moveFocus = false;

  override shouldComponentUpdate(next: TopicsProps, state: { search: string; turn: number }): boolean {
    const rested = next.now - this.#drawnAt >= restMs || next.now < this.#drawnAt;
    return rested || state !== this.state || next.live !== this.props.live || this.#working;
  }

  override componentDidMount() {
    this.#goOn();
  }

  override componentDidUpdate() {
    this.#goOn();
    if (!this.#moveFocus) return;
    const row = this.#treeElement.current?.querySelector<HTMLElement>('[tabindex="0"]');
    // Else it is drawn in one of the next frames.
    if (!row) return;
    this.#moveFocus = false;
    row.focus();
  }

  // There is more to sort, to search or to draw.
  get #working(): boolean {
    return this.#drawn < this.#rows.length || !this.#search.done || this.#rows.some((row) => row.kind === 'rest' && row.pending > 0);
  }

  #goOn(): void {
    if (this.#working) requestAnimationFrame(() => this.#turn());
  }

  // Drawn at once.
  #turn(): void {
    this.setState(({ turn }) => ({ turn: turn + 1 }));
  }

  readonly #actions: RowActions = {
    onToggle: (node) => {
      this.props.open.toggle(node);
      this.#turn();
    },
    onUse: (node) => this.props.onFilter({ topic: this.#search.text ? node.path : node.filter }),
    onMore: (node) => {
      this.props.open.showMore(node);
      this.#turn();
    },
  };

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const step = treeStep(event.key, this.#rows, this.#rows.findIndex((row) => keyOf(row) === this.#focusedKey));
    if (!step) return;
    event.preventDefault();
    if (step.kind === 'focus') this.#focus(this.#rows[step.row] as TopicRow);
    else if (step.kind === 'use') this.#actions.onUse(step.node);
    else if (step.kind === 'more') this.#actions.onMore(step.node);
    else this.#actions.onToggle(step.node);
  };

  readonly #onFocus = (event: FocusEvent) => {
    const row = this.#rows[Number((event.target as HTMLElement).id.split('-')[1])];
    if (row && keyOf(row) !== this.#focusedKey) {
      this.#focusedKey = keyOf(row);
      this.#turn();
    }
  };

  #focus(row: TopicRow): void {
    this.#focusedKey = keyOf(row);
    this.#moveFocus = true;
    this.#turn();
  }

  #shown(now: number): Shown {
    const begin = performance.now();
    const hasTime = () => performance.now() - begin < workMs;
    this.#search.set(this.state.search);
    if (!this.#search.text) {
      this.#openFirst();
      return this.props.open.rows(hasTime);
    }
    this.#search.step(now, hasTime);
    return { rows: foundRows(this.#search.found), cut: false };
  }

  // A few first levels alone tell nothing, so they are open where not much is below them.
  #openFirst(): void {
    const { open, tree } = this.props;
    const { children } = tree.root;
    if (open.firstOpened || !children || children.size === 0) return;
    open.firstOpened = true;
    for (const child of children.size <= 8 ? children.values() : []) {
      if (child.topics <= 24 && !child.name.startsWith('$')) open.toggle(child, true);
    }
  }

  render({ tree, now: pageNow, live, lastHeard }: TopicsProps) {
    this.#drawnAt = pageNow;
    const now = live ? pageNow : lastHeard;
    const { rows, cut } = this.#shown(pageNow);
    this.#rows = rows;
    this.#drawn = Math.min(rows.length, this.#drawn + newRowsMax);
    if (!rows.some((row) => keyOf(row) === this.#focusedKey)) this.#focusedKey = rows[0] ? keyOf(rows[0]) : '';
    return (
      <section class={live ? 'topics' : 'topics is-old'} aria-label="Topics">
        <div class="view-bar">
          <input
            type="search"
            aria-label="Search topics"
            placeholder="Search topics"
            value={this.state.search}
            onInput={(event) => this.setState({ search: event.currentTarget.value })}
          />
          <p class="view-summary">
            <strong>{count(tree.size, 'topic')}</strong>
            {this.#search.text && <span>{this.#found()}</span>}
            {!live && <span class="warn">not live: as of {clockTime(lastHeard)}</span>}
          </p>
        </div>
        <Head />
        <div role="tree" aria-label="Topics" ref={this.#treeElement} onKeyDown={this.#onKey} onFocusIn={this.#onFocus}>
          {rows.slice(0, this.#drawn).map((row, i) => (
            <TopicItem
              key={keyOf(row)}
              id={`topic-${i}`}
              focused={keyOf(row) === this.#focusedKey}
              whole={this.#search.text !== ''}
              actions={this.#actions}
              {...{ row, tree, now }}
            />
          ))}
        </div>
        <End tree={tree} cut={cut} nothing={rows.length === 0 && this.#search.done} searched={this.#search.text !== ''} />
      </section>
    );
  }

  #found(): string {
    const { found, more, done } = this.#search;
    if (!done && found.length === 0) return 'searching …';
    const all = withCommas(found.length + more);
    return more > 0 ? `${all} found, the first ${foundMax} shown` : `${all} found`;
  }
}

const keyOf = ({ kind, node }: TopicRow) => `${kind} ${node.path}`;

function foundRows(found: readonly TopicNode[]): TopicRow[] {
  return found
    .filter(({ gone }) => !gone)
    .map((node, i) => ({
      kind: 'topic',
      node,
      level: 1,
      open: false,
      position: i + 1,
      siblings: found.length,
    }));
}

// Each row says what it is when it is read, so the columns' names are for the eye.
function Head() {
  return (
    <div class="topic-row topic-head" aria-hidden="true">
      <span class="t-name">Topic</span>
      <span class="t-value">Last value</span>
      <span class="num t-heard">Heard</span>
      <span class="num t-rate">Rate</span>
      <span class="num t-count">On this page</span>
      <span class="num t-hub">In the hub</span>
    </div>
  );
}

function End(props: { tree: TopicTree; cut: boolean; nothing: boolean; searched: boolean }) {
  const { tree, cut, nothing, searched } = props;
  return (
    <div class="end">
      {cut && <p>Only the first {rowsMax} rows are drawn: close a branch or search to see further down.</p>}
      {nothing && <p>{searched ? 'No topic has that in its name.' : 'Nothing was said on any topic yet.'}</p>}
      {tree.letGo > 0 && (
        <p>This page keeps a limited number of topics: the {count(tree.letGo, 'longest silent one')} let go.</p>
      )}
    </div>
  );
}
