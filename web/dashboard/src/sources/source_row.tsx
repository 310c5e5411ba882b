import { clockTime, dayOf, delta, withCommas } from '../format.ts';
import { duration } from '../measure/duration.ts';
import { RateValue } from '../measure/rate_value.tsx';
import type { Source, SourceBook } from './source_book.ts';
import { Sparkline } from './sparkline.tsx';

interface Props {
  book: SourceBook;
  source: Source;
  now: number;
  // The page's own link is live: only then is a silence the source's.
  live: boolean;
  hue: number;
  onFilter: (filter: { source: string }) => void;
}

export function SourceRow({ book, source, now, live, hue, onFilter }: Props) {
  const late = live ? book.lateBy(source, now) : 0;
  const silence = book.silence(source, now);
  return (
    <div role="row" class={`source-row ${late > 0 ? 'late' : source.presence}`}>
      <span role="cell" class="s-name">
        <span class={`dot hue-${hue}`} aria-hidden="true" />
        <button type="button" class="row-button" onClick={() => onFilter({ source: source.name })}>
          <bdi>{source.name}</bdi>
        </button>
      </span>
      <State source={source} late={late} />
      <span role="cell" class="num s-since">
        {source.since === null ? '—' : sinceText(book.pageTime(source.since), now)}
      </span>
      <span role="cell" class="num s-heard">
        {silence === null ? '—' : silence < 950 ? 'just now' : `${duration(Math.floor(silence / 100) * 100)} ago`}
      </span>
      <span role="cell" class="num s-rate">
        <RateValue perSecond={book.rate(source, now)} />
      </span>
      <span role="cell" class="num s-delta">{delta(source.deltaMs)}</span>
      <span role="cell" class="s-spark">
        <Sparkline source={source} count={source.count} now={now} />
      </span>
      <span role="cell" class="num s-count">{withCommas(source.count)}</span>
    </div>
  );
}

function State({ source, late }: { source: Source; late: number }) {
  const { presence, reason } = source;
  if (late > 0) {
    return (
      <span role="cell" class="s-state">
        <span class="s-lamp" aria-hidden="true" />
        late by {duration(late)}
      </span>
    );
  }
  const text = { online: 'online', offline: 'offline', unknown: 'not told' }[presence];
  return (
    <span role="cell" class="s-state" title={reason ?? source.address ?? ''}>
      <span class="s-lamp" aria-hidden="true" />
      {text}
      {presence === 'offline' && reason && <bdi class="reason">{reason.replaceAll('_', ' ')}</bdi>}
    </span>
  );
}

function sinceText(at: number, now: number): string {
  return dayOf(at) === dayOf(now) ? clockTime(at) : `${dayOf(at)} ${clockTime(at).slice(0, 5)}`;
}
