import { withCommas } from '../format.ts';
import { Component } from 'preact';
import { duration } from '../measure/duration.ts';
import { naturalOrder } from '../measure/natural_order.ts';
import type { Charts } from './charts.ts';
import { dashOf } from './chart_theme.ts';
import { Plot, type Line } from './plot.tsx';
import { binned, rangeOf, uniformity, verdict } from './uniformity.ts';
import { ValueTable } from './value_table.tsx';

interface Props {
  charts: Charts;
  // Drawn anew when this changes.
  now: number;
}

interface Chosen {
  // What was typed; empty: all sources.
  source: string;
  expected: boolean;
}

const bins = 24;
const listedMax = 500;
const bars: Line = { tint: 'hue-3', dash: [], bars: true };
const even: Line = { tint: 'ink', dash: dashOf(1) };

// As it was left, for who comes back to it.
let left: Chosen = { source: '', expected: true };

// How the times between messages are spread, and whether evenly.
export class IntervalPanel extends Component<Props, Chosen> {
  override state = left;

  override componentWillUnmount(): void {
    left = this.state;
  }

  readonly #choose = (source: string) => this.setState({ source: source.trim() });
  readonly #toggle = () => this.setState(({ expected }) => ({ expected: !expected }));

  render({ charts, now }: Props, { source, expected }: Chosen) {
    const values = charts.intervals.of(source || null);
    const { min, max } = rangeOf(values);
    const spread = values.length > 1 && max > min;
    const counts = spread ? binned(values, min, max, bins) : [];
    // A last edge without a bar: bars stand to the right of their edge.
    const edges = spread ? Array.from({ length: bins + 1 }, (_, i) => min + ((max - min) * i) / bins) : [];
    const line = edges.map(() => values.length / bins);
    return (
      <section class="panel" aria-labelledby="panel-intervals">
        <h2 id="panel-intervals">Intervals</h2>
        <div class="panel-choice">
          <SourceChoice sources={charts.intervals.sources} source={source} onChoose={this.#choose} />
          <label>
            <input type="checkbox" checked={expected} onChange={this.#toggle} /> even spread
          </label>
        </div>
        <Plot
          label="How the intervals are spread; the verdict and the table after it say it in words"
          version={`${now} ${source} ${expected}`}
          lines={expected ? [bars, even] : [bars]}
          data={expected ? [edges, [...counts, null], line] : [edges, [...counts, null]]}
          xTime={false}
          xText={duration}
          yText={(y) => (Number.isInteger(y) ? withCommas(y) : '')}
          fromZero
        />
        {expected && (
          <p class="verdict">
            {source && values.length === 0 ? `No intervals of ${source} yet.` : verdict(uniformity(values))}
          </p>
        )}
        <Summary name={source || 'all'} values={values} />
        <p class="panel-note">The last times between two messages of a topic, as the hub has measured them.</p>
      </section>
    );
  }
}

function SourceChoice(props: { sources: string[]; source: string; onChoose: (source: string) => void }) {
  const { sources, source, onChoose } = props;
  const listed = sources.sort(naturalOrder).slice(0, listedMax);
  return (
    <>
      <input
        type="search"
        list="interval-sources"
        aria-label="Source whose intervals are shown"
        placeholder="All sources"
        value={source}
        onInput={(event) => onChoose(event.currentTarget.value)}
      />
      <datalist id="interval-sources">
        {listed.map((name) => (
          <option key={name} value={name} />
        ))}
      </datalist>
    </>
  );
}

function Summary({ name, values }: { name: string; values: Float32Array }) {
  const sorted = values.slice().sort();
  const at = (share: number) =>
    sorted.length === 0 ? '—' : duration(sorted[Math.round(share * (sorted.length - 1))] as number);
  const row = { name, tint: bars.tint, dash: [], values: [at(0), at(0.5), at(0.99), at(1)] };
  return <ValueTable label="Intervals" columns={['shortest', 'median', 'p99', 'longest']} rows={[row]} />;
}
