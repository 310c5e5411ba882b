import { Component } from 'preact';
import { clockTime } from '../format.ts';
import type { ClockEstimate } from '../measure/clock_offset.ts';
import { duration } from '../measure/duration.ts';
import { dashOf } from './chart_theme.ts';
import type { Charts } from './charts.ts';
import { groupSeconds, groupsOf, middles, mosts } from './grouped.ts';
import type { HopSeries } from './latency.ts';
import { Plot, type Line } from './plot.tsx';
import { spanOf } from './second_ring.ts';
import { ValueTable } from './value_table.tsx';

interface Props {
  charts: Charts;
  now: number;
}

const lines: readonly Line[] = [
  { tint: 'hue-1', dash: dashOf(0) },
  { tint: 'hue-1', dash: dashOf(2) },
  { tint: 'hue-0', dash: dashOf(0) },
  { tint: 'hue-0', dash: dashOf(2) },
  { tint: 'hue-0', dash: [], edge: true },
  { tint: 'hue-0', dash: [], edge: true },
];
const names = ['publisher → hub, median', 'publisher → hub, p99', 'hub → page, median', 'hub → page, p99'];

// How long messages take on each of their two ways, second by second.
export class LatencyPanel extends Component<Props, { at: number | null }> {
  override state = { at: null };

  readonly #pointAt = (at: number | null) => this.setState({ at });

  render({ charts, now }: Props, { at }: { at: number | null }) {
    const { seconds, toHub, toPage, uncertainty } = charts.latency.series(now);
    const end = Math.floor(now / 1000) - 1;
    const groups = groupsOf(seconds);
    const wrongByMost = mosts(groups, uncertainty);
    const middle = middles(groups, toPage.p50);
    const edge = (sign: number) =>
      middle.map((value, i) => {
        const wrongBy = wrongByMost[i] ?? null;
        // No message comes before it was sent, so what is wrong by more is not drawn.
        return value === null || wrongBy === null ? null : Math.max(value + sign * wrongBy, Math.min(value, 0));
      });
    const columns = [toHub.p50, toHub.p99, toPage.p50, toPage.p99];
    const drawn = columns.map((values, i) => (i % 2 === 0 ? middles : mosts)(groups, values));
    const rows = columns.map((values, i) => ({
      name: names[i] as string,
      tint: (lines[i] as Line).tint,
      dash: (lines[i] as Line).dash,
      values: [text(at === null ? latest(values) : (drawn[i]?.[at] ?? null))],
    }));
    return (
      <section class="panel" aria-labelledby="panel-latency">
        <h2 id="panel-latency">Latency of live messages</h2>
        <p class="panel-note">{clockNote(charts.clock.estimate)}</p>
        <Plot
          label="Latency of each hop over the last 15 minutes; the table after it has the values"
          version={now}
          data={[groups.seconds, ...drawn, edge(1), edge(-1)]}
          xTime
          xRange={spanOf(seconds, end)}
          yText={duration}
          fromZero
          band={[5, 6]}
          onCursor={this.#pointAt}
          {...{ lines }}
        />
        <ValueTable
          label="Latency"
          columns={[at !== null && groups.seconds[at] ? clockTime(groups.seconds[at] * 1000) : 'last']}
          {...{ rows }}
        />
        <p class="panel-note">
          {toldNote(toHub)} Drawn for each {groupSeconds} s: the middle second’s median, the worst second’s p99.
        </p>
      </section>
    );
  }
}

function clockNote(clock: ClockEstimate | null): string {
  if (!clock) return 'hub → page is not known yet: the hub’s clock has not answered.';
  const { offsetMs, uncertaintyMs } = clock;
  const way = offsetMs >= 0 ? 'ahead of' : 'behind';
  return `This page’s clock is ${duration(Math.abs(offsetMs))} ${way} the hub’s, ± ${duration(uncertaintyMs)}: corrected, and the band is what it may be wrong by.`;
}

function toldNote({ p50 }: HopSeries): string {
  if (p50.every((value) => value === null)) return 'No publisher has told when it sent its messages.';
  return 'publisher → hub compares the clocks of different machines: it is as right as these agree.';
}

function latest(values: readonly (number | null)[]): number | null {
  for (let i = values.length - 1; i >= 0; i--) if (values[i] !== null) return values[i] ?? null;
  return null;
}

const text = (value: number | null) => (value === null ? '—' : duration(value));
