// Roles are spelled out because narrow screens lay the table out as cards, and browsers drop a
// table's own meaning with its display type.
import { dayOf } from '../format.ts';
import type { Filtered } from '../filter.ts';
import type { PageState } from '../page_state.ts';
import { count } from '../payload.ts';
import { MessageRow } from './message_row.tsx';
import { NoticeRow } from './notice_row.tsx';

interface Props {
  state: PageState;
  filtered: Filtered;
  onDrawMore: () => void;
}

const columns = ['Time', 'Source', 'Topic', 'Message', 'Since previous'] as const;

export function MessageTable({ state, filtered, onDrawMore }: Props) {
  const { feed, drawnMax } = state;
  const rows = filtered.rows.slice(-drawnMax).reverse();
  const undrawn = filtered.rows.length - rows.length;
  const today = dayOf(state.now);
  return (
    <>
      <table role="table">
        <caption>Messages, newest first</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((name) => (
              <th key={name} role="columnheader" scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row) =>
            row.kind === 'message' ? (
              <MessageRow key={row.key} row={row} today={today} />
            ) : (
              <NoticeRow key={row.key} row={row} columns={columns.length} />
            ),
          )}
        </tbody>
      </table>
      <End undrawn={undrawn} dropped={feed.dropped} onDrawMore={onDrawMore} />
    </>
  );
}

// Where the rows end, and why.
function End(props: { undrawn: number; dropped: number; onDrawMore: () => void }) {
  const { undrawn, dropped, onDrawMore } = props;
  return (
    <div class="end">
      {undrawn > 0 && (
        <button type="button" onClick={onDrawMore}>
          Show older rows ({undrawn.toLocaleString('en')} more)
        </button>
      )}
      {dropped > 0 ? (
        <p>
          This page keeps a limited number of rows: {count(dropped, 'older row')} no longer here.
          The hub’s history still holds what it has not expired.
        </p>
      ) : (
        undrawn === 0 && (
          <p>This is where the page begins. Older messages, if any, are in the hub’s history.</p>
        )
      )}
    </div>
  );
}
