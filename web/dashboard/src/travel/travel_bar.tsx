// The slider over the kept history, with the times at its ends and under its thumb.
import { Component } from 'preact';
import { clockWithDay, dayOf, inSeconds, withCommas } from '../format.ts';
import { speeds } from './playback.ts';
import type { TimeTravel } from './time_travel.ts';

interface Props {
  travel: TimeTravel;
  now: number;
}

const pageStep = 100;

export class TravelBar extends Component<Props> {
  override componentDidMount(): void {
    this.props.travel.keepRange();
    document.getElementById('travel')?.focus();
  }

  override componentDidUpdate(): void {
    this.props.travel.keepRange();
  }

  readonly #keyDown = (event: KeyboardEvent) => {
    const { travel } = this.props;
    const act: Record<string, () => void> = {
      PageUp: () => travel.step(-pageStep),
      PageDown: () => travel.step(pageStep),
      ' ': () => (travel.playback.speed === null ? void travel.play(1) : travel.pause()),
      l: () => travel.toLive(),
    };
    const run = act[event.key];
    if (!run || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    run();
  };

  #timeText(offset: number): string {
    const { travel, now } = this.props;
    const at = travel.timeAt(offset);
    const about = at?.exact || offset !== travel.position ? '' : 'about ';
    return at ? about + clockWithDay(at.time, dayOf(now)) : '…';
  }

  render({ travel }: Props) {
    const { first, last, position, playback, travelling } = travel;
    const { speed, nextInMs } = playback;
    const place = travelling ? `${withCommas(position)} · ${this.#timeText(position)}` : 'Live';
    return (
      <section class="travel" aria-label="Time travel">
        <div class="line" role="group" aria-label="Play">
          <button type="button" disabled={speed === null} onClick={() => travel.pause()} aria-label="Stand still">
            <span class="icon bars" aria-hidden="true" />
          </button>
          {speeds.map((each) => (
            <button
              key={each}
              type="button"
              aria-label={`Play at ${each} times the pace`}
              aria-pressed={speed === each}
              onClick={() => void travel.play(each)}
            >
              {each}×
            </button>
          ))}
        </div>
        <span class="travel-end">{this.#timeText(first)}</span>
        <div class="travel-track" style={{ '--at': last > first ? (position - first) / (last - first) : 1 }}>
          <input
            id="travel"
            type="range"
            aria-label="Moment"
            aria-valuetext={place}
            min={first}
            max={last}
            step={1}
            value={position}
            onInput={({ currentTarget }) => travel.moveTo(Number(currentTarget.value))}
            onKeyDown={this.#keyDown}
          />
          {/* The slider's own text says it to a screen reader; playing, it would never be quiet. */}
          <span class="travel-place" aria-hidden="true">
            {place}
            {nextInMs !== null && nextInMs > 2000 && `, next ${inSeconds(nextInMs)}`}
          </span>
        </div>
        <span class="travel-end newest-end">{this.#timeText(last)}</span>
        <div class="line travel-out">
          <button type="button" aria-keyshortcuts="L" disabled={!travelling} onClick={() => travel.toLive()}>
            Back to live
          </button>
        </div>
        {travel.problem !== null && (
          <p class="problem" role="alert">
            {travel.problem}
          </p>
        )}
      </section>
    );
  }
}
