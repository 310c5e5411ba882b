// A chart's legend and its values as text: what the lines are, and what they say last, or where the
// pointer is. Who can't see the chart reads this.
import type { Tint } from './chart_theme.ts';

export interface ValueRow {
  name: string;
  tint: Tint;
  dash: readonly number[];
  values: readonly string[];
}

interface Props {
  label: string;
  columns: readonly string[];
  rows: readonly ValueRow[];
}

export function ValueTable({ label, columns, rows }: Props) {
  return (
    <div role="table" class={`values columns-${columns.length}`} aria-label={label}>
      <div role="row" class="values-head">
        <span role="columnheader">
          <span class="unseen">Line</span>
        </span>
        {columns.map((name) => (
          <span role="columnheader" key={name} class="num">
            {name}
          </span>
        ))}
      </div>
      {rows.map(({ name, tint, dash, values }) => (
        <div role="row" key={name}>
          <span role="rowheader">
            <svg class={`swatch stroke-${tint}`} viewBox="0 0 28 8" aria-hidden="true">
              <path d="M0 4H28" stroke-dasharray={dash.join(' ')} />
            </svg>
            <bdi>{name}</bdi>
          </span>
          {values.map((value, i) => (
            <span role="cell" key={columns[i]} class="num">
              {value}
            </span>
          ))}
        </div>
      ))}
    </div>
  );
}
