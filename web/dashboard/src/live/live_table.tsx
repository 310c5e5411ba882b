// The table of what the store shows, newest first. Only the rows in sight exist as elements, each
// of the same height, so that a hundred thousand rows cost as much as forty. Roles are spelled
// out because browsers drop a table's own meaning with its display type.
import { Component, createRef } from 'preact';
import { dayOf } from '../format.ts';
import type { SourceHues } from '../source_hues.ts';
import type { RowWindow } from '../store/row_window.ts';
import type { LiveController } from './live_controller.ts';
import { OlderEnd } from './older_end.tsx';
import { TableRow } from './table_row.tsx';

interface Props {
  live: LiveController;
  hues: SourceHues;
  now: number;
  narrow: boolean;
  // Rows come so fast that lighting each up would only flicker.
  calm: boolean;
}

const columns = ['Time', 'Delta', 'Source', 'Topic', 'Message'] as const;
// Rows beyond the edge, for a scroll that is faster than the next draw.
const spare = 6;

function indexOf(event: Event): number | null {
  const row = (event.target as Element).closest<HTMLElement>('[data-index]');
  return row ? Number(row.dataset['index']) : null;
}

export class LiveTable extends Component<Props> {
  readonly #scroller = createRef<HTMLDivElement>();
  #sizes: ResizeObserver | null = null;
  #height = 900;
  // As of the last event: asking the element would make the browser lay everything out at once.
  #top = 0;
  #pressed: number | null = null;
  // Each line keeps its element and gets other texts, which in a burst costs the least. Otherwise
  // the elements go with their rows. It never changes under a hand that presses.
  #byLine = false;
  // The row at the top edge, to be kept there when rows above it come or go.
  #anchor: { window: RowWindow; place: number; within: number } | null = null;

  override componentDidMount(): void {
    const scroller = this.#scroller.current as HTMLDivElement;
    this.props.live.scroller = scroller;
    this.#height = scroller.clientHeight;
    this.#sizes = new ResizeObserver(() => {
      this.#height = scroller.clientHeight;
      this.forceUpdate();
    });
    this.#sizes.observe(scroller);
    this.forceUpdate();
  }

  override componentWillUnmount(): void {
    this.#sizes?.disconnect();
    this.props.live.tableGone();
  }

  override componentDidUpdate(): void {
    this.#keepAnchor();
    const { live } = this.props;
    const { view } = live.store.shown;
    const top = this.#top;
    // All of it in sight, the end says where the history begins without being asked.
    const short = !view.filtered && view.length * live.rowHeight < this.#height;
    if (short && live.olderState.kind === 'unknown') live.loadOlder();
    if (top > 0 && view.length * live.rowHeight - top - this.#height < 40 * live.rowHeight) live.loadOlder();
  }

  #keepAnchor(): void {
    const { live } = this.props;
    const scroller = this.#scroller.current;
    const anchor = this.#anchor;
    const { shown } = live.store;
    if (!scroller || !anchor || anchor.window !== shown || this.#top <= 0) return;
    const top = (shown.view.end - 1 - anchor.place) * live.rowHeight + anchor.within;
    if (top > 0 && Math.abs(top - this.#top) > 1) scroller.scrollTop = top;
  }

  readonly #onScroll = () => {
    const { live } = this.props;
    live.scrolled();
    const top = this.#scroller.current?.scrollTop ?? 0;
    this.#top = top;
    const line = Math.floor(top / live.rowHeight);
    const window = live.store.shown;
    this.#anchor = { window, place: window.view.end - 1 - line, within: top - line * live.rowHeight };
  };

  readonly #onClick = (event: MouseEvent) => {
    // The row that was pressed, even where another has come into its place since. Screen readers
    // click without pressing.
    const index = this.#pressed ?? indexOf(event);
    this.#pressed = null;
    // Text that is being selected is not a click.
    if (index === null || getSelection()?.isCollapsed === false) return;
    this.props.live.open(index);
  };

  readonly #onPress = (event: PointerEvent) => {
    if (event.button !== 0) return;
    this.#pressed = indexOf(event);
    const { live } = this.props;
    live.press(true);
    const stop = new AbortController();
    const released = () => {
      stop.abort();
      // The click comes behind it and should meet the row that was pressed.
      setTimeout(() => live.press(false), 0);
    };
    for (const name of ['pointerup', 'pointercancel'] as const) {
      window.addEventListener(name, released, { signal: stop.signal });
    }
  };

  render({ live, hues, now, narrow, calm }: Props) {
    const { rowHeight, store } = live;
    const { view, rows } = store.shown;
    const top = this.#top;
    const inSight = Math.ceil(this.#height / rowHeight);
    const firstLine = Math.max(0, Math.min(Math.floor(top / rowHeight), view.length - inSight) - spare);
    const lastLine = Math.min(view.length, firstLine + inSight + (top > 0 ? 2 : 1) * spare);
    if (store.following) this.#byLine = calm;
    const today = dayOf(now);
    const lines = [];
    for (let line = firstLine; line < lastLine; line++) {
      const place = view.end - 1 - line;
      const index = view.indexAt(place) as number;
      const row = rows.at(index);
      if (!row) continue;
      const fresh = !calm && row.kind === 'message' && row.fresh && now - row.arrivedAt < 1600;
      lines.push(
        <TableRow
          key={this.#byLine ? line : place}
          row={row}
          index={index}
          line={line}
          hues={hues}
          today={today}
          fresh={fresh}
          selected={index === live.selected}
        />,
      );
    }
    const selectedShown = live.selected !== null && lines.some(({ props }) => props.index === live.selected);
    return (
      <div
        class={narrow ? 'scroller narrow' : 'scroller'}
        ref={this.#scroller}
        onScroll={this.#onScroll}
        style={{ '--row-height': `${rowHeight}px` }}
      >
        <table
          role="grid"
          aria-label="Messages, newest first"
          aria-rowcount={view.length + 1}
          aria-activedescendant={selectedShown ? `row-${live.selected}` : undefined}
          tabIndex={0}
        >
          <thead role="rowgroup">
            <tr role="row" aria-rowindex={1}>
              {columns.map((name) => (
                <th key={name} role="columnheader" scope="col">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody
            role="rowgroup"
            style={{ height: `${view.length * rowHeight}px` }}
            onClick={this.#onClick}
            onPointerDown={this.#onPress}
          >
            {lines}
          </tbody>
        </table>
        <OlderEnd live={live} />
      </div>
    );
  }
}
