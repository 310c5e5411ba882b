import { Component } from 'preact';
import { duration } from '../measure/duration.ts';
import type { Source } from './source_book.ts';

interface Props {
  source: Source;
  count: number;
  now: number;
}

export const bars = 32;
const height = 20;
const restMs = 1500;

// The last intervals as bars, the newest at the right. A picture costs more than numbers, so it is
// drawn anew less often, and each at a time of its own.
export class Sparkline extends Component<Props> {
  #drawnAt = this.props.now - Math.random() * restMs;

  override shouldComponentUpdate({ source, count, now }: Props): boolean {
    const other = source !== this.props.source;
    if (!other && (count === this.props.count || Math.abs(now - this.#drawnAt) < restMs)) return false;
    this.#drawnAt = now;
    return true;
  }

  override render() {
    const intervals = this.props.source.habit.last(bars);
    if (intervals.length === 0) return <span class="spark" />;
    return (
      <svg class="spark" viewBox={`0 0 ${bars * 3} ${height}`} role="img" aria-label={words(intervals)}>
        <path d={path(intervals)} />
      </svg>
    );
  }
}

function path(intervals: readonly number[]): string {
  const longest = Math.max(...intervals, 1);
  const begin = (bars - intervals.length) * 3 + 1;
  return intervals
    .map((each, i) => `M${begin + i * 3} ${height}V${(height - 1 - (each / longest) * (height - 1)).toFixed(1)}`)
    .join('');
}

function words(intervals: readonly number[]): string {
  const shortest = duration(Math.min(...intervals));
  return `last ${intervals.length} intervals: ${shortest} to ${duration(Math.max(...intervals))}`;
}
