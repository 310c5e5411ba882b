import { withCommas } from '../format.ts';
import { Component } from 'preact';
import { duration } from '../measure/duration.ts';
import { RateValue } from '../measure/rate_value.tsx';
import type { TopicRow } from './open_rows.ts';
import type { TopicNode, TopicTree } from './topic_tree.ts';

export interface RowActions {
  onToggle(node: TopicNode): void;
  onUse(node: TopicNode): void;
  onMore(node: TopicNode): void;
}

interface Props {
  row: TopicRow;
  id: string;
  tree: TopicTree;
  now: number;
  focused: boolean;
  // A search shows topics by their whole names.
  whole: boolean;
  actions: RowActions;
}

// Lights up at most so often: a blink at each of ten changes a second would be unbearable.
const flashRestMs = 1500;

export class TopicItem extends Component<Props> {
  #changes = this.props.row.node.changes;
  #flashedAt = -Infinity;
  #flashes = 0;

  override render() {
    const { row, id, focused, actions } = this.props;
    if (row.kind === 'rest') return <Rest {...{ row, id, focused, actions }} />;
    return this.#topic(row);
  }

  #topic(row: TopicRow & { kind: 'topic' }) {
    const { id, tree, now, focused, whole, actions } = this.props;
    const { node, level, open } = row;
    const inner = !whole && node.children !== null && node.children.size > 0;
    const silence = tree.silence(node, now);
    return (
      <div
        {...{ id, 'data-path': node.path }}
        role="treeitem"
        class={`topic-row indent-${Math.min(level, 12)}`}
        aria-level={level}
        aria-posinset={row.position}
        aria-setsize={row.siblings}
        aria-expanded={inner ? open : undefined}
        tabIndex={focused ? 0 : -1}
        onClick={() => actions.onUse(node)}
      >
        <span class="t-name">
          <span
            class={inner ? (open ? 'twisty open' : 'twisty') : 'twisty none'}
            aria-hidden="true"
            onClick={(event) => {
              if (!inner) return;
              event.stopPropagation();
              actions.onToggle(node);
            }}
          />
          <bdi>{(whole ? node.path : node.name) || '(empty)'}</bdi>
          {inner && <span class="t-below">{withCommas(node.topics)}</span>}
        </span>
        {this.#value(node, inner && open)}
        <span class="num t-heard">{silence === null ? '' : agoText(silence)}</span>
        <span class="num t-rate">
          <RateValue perSecond={tree.rate(node, now)} />
        </span>
        <span class="num t-count">{withCommas(node.count)}</span>
        <span class="num t-hub">{node.hubCount === null ? '—' : withCommas(node.hubCount)}</span>
      </div>
    );
  }

  #value({ last, changes }: TopicNode, open: boolean) {
    const { now } = this.props;
    if (changes !== this.#changes && now - this.#flashedAt >= flashRestMs) {
      this.#changes = changes;
      this.#flashedAt = now;
      this.#flashes++;
    }
    if (!last || open) return <span class="t-value" />;
    const { text, rest } = last.extract;
    return (
      <span class={this.#flashes > 0 ? 't-value changed' : 't-value'} key={this.#flashes}>
        <bdi>{text === '' ? 'empty' : text}</bdi>
        {rest !== null && <span class="unit"> … {rest}</span>}
      </span>
    );
  }
}

function Rest(props: { row: TopicRow & { kind: 'rest' }; id: string; focused: boolean; actions: RowActions }) {
  const { row, id, focused, actions } = props;
  const { count, pending, node, level } = row;
  return (
    <div
      id={id}
      role="treeitem"
      class={`topic-row rest indent-${Math.min(level, 12)}`}
      aria-level={level}
      tabIndex={focused ? 0 : -1}
      onClick={() => actions.onMore(node)}
    >
      <span class="t-name">
        <span class="twisty none" aria-hidden="true" />
        {withCommas(count)} more here{pending > 0 ? ', being sorted' : ': show the next'}
      </span>
    </div>
  );
}

function agoText(silence: number): string {
  return silence < 950 ? 'just now' : `${duration(Math.floor(silence / 1000) * 1000).replace('.0 s', ' s')} ago`;
}
