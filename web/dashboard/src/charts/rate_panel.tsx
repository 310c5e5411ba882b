import { Component } from 'preact';
import { clockTime } from '../format.ts';
import type { SourceHues } from '../source_hues.ts';
import { dashOf, type Tint } from './chart_theme.ts';
import type { Charts } from './charts.ts';
import { groupSeconds, groupsOf, means } from './grouped.ts';
import { Plot } from './plot.tsx';
import { spanOf } from './second_ring.ts';
import { sourcesCounted } from './rate_history.ts';
import { ValueTable, type ValueRow } from './value_table.tsx';

interface Props {
  charts: Charts;
  // By the page's clock, to the second.
  now: number;
  hues: SourceHues;
}

// Messages per second: all, and the sources that say most.
export class RatePanel extends Component<Props, { at: number | null }> {
  override state = { at: null };

  readonly #pointAt = (at: number | null) => this.setState({ at });

  render({ charts, now, hues }: Props, { at }: { at: number | null }) {
    const { seconds, total, top } = charts.rates.series(charts.hubNow(now));
    // On the page's clock, as all other times of the page.
    const shift = Math.round((now - charts.hubNow(now)) / 1000);
    const groups = groupsOf(seconds);
    const times = groups.seconds.map((second) => second + shift);
    const end = Math.floor(now / 1000) - 1;
    const all = [
      { source: 'all', tint: 'ink' as Tint, counts: total },
      ...top.map((each) => ({ ...each, tint: `hue-${hues.of(each.source)}` as Tint })),
    ].map((each) => ({ ...each, drawn: means(groups, each.counts) }));
    const lines = all.map(({ tint }, rank) => ({ tint, dash: dashOf(rank) }));
    return (
      <section class="panel" aria-labelledby="panel-rate">
        <h2 id="panel-rate">Messages per second</h2>
        <p class="panel-note">
          Up to 15 minutes, in means of {groupSeconds} s: {top.length > 0 ? `all and the ${top.length} sources that say most` : 'all'}
          {charts.rates.crowded && ` of the ${sourcesCounted} that are counted one by one`}
        </p>
        <Plot
          label="Messages per second over the last 15 minutes; the table after it has the values"
          version={`${now} ${total.length}`}
          data={[times, ...all.map(({ drawn }) => drawn)]}
          xTime
          xRange={spanOf(times, end)}
          yText={(y) => y.toLocaleString('en')}
          fromZero
          onCursor={this.#pointAt}
          {...{ lines }}
        />
        <ValueTable
          label="Messages per second"
          columns={[at !== null && times[at] ? clockTime(times[at] * 1000) : 'last second', 'mean', 'most']}
          rows={all.map((each, rank) => rowOf(each, dashOf(rank), at))}
        />
      </section>
    );
  }
}

interface Drawn {
  source: string;
  tint: Tint;
  counts: readonly number[];
  drawn: readonly number[];
}

function rowOf({ source, tint, counts, drawn }: Drawn, dash: readonly number[], at: number | null): ValueRow {
  const value = at === null ? counts[counts.length - 1] : drawn[at];
  const sum = counts.reduce((a, b) => a + b, 0);
  const known = counts.length > 0;
  const values = [
    value === undefined ? '—' : at === null ? value.toLocaleString('en') : meanText(value),
    known ? meanText(sum / counts.length) : '—',
    known ? Math.max(...counts).toLocaleString('en') : '—',
  ];
  return { name: source, tint, dash, values };
}

function meanText(n: number): string {
  const digits = n >= 99.5 ? 0 : 2;
  return n.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
