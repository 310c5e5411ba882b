// Rates, latencies, intervals and numbers over time. Everything here is by the second, so it is
// drawn once a second.
import { Component } from 'preact';
import { clockTime } from '../format.ts';
import { SourceHues } from '../source_hues.ts';
import type { Charts } from './charts.ts';
import { FieldPanel } from './field_panel.tsx';
import { IntervalPanel } from './interval_panel.tsx';
import { LatencyPanel } from './latency_panel.tsx';
import { RatePanel } from './rate_panel.tsx';

export interface ChartsProps {
  charts: Charts;
  now: number;
  live: boolean;
  // By the page's clock: when anything last came from the hub.
  lastHeard: number;
  // The page's own, so that a source has one colour everywhere.
  hues?: SourceHues;
}

const panels = 4;

export class ChartsView extends Component<ChartsProps, { begun: number }> {
  // A panel a frame: all at once would stop the page for a moment.
  override state = { begun: 1 };
  #ownHues = new SourceHues();
  #frame = 0;

  override componentDidMount() {
    this.#frame = requestAnimationFrame(this.#beginNext);
  }

  override componentWillUnmount() {
    cancelAnimationFrame(this.#frame);
  }

  readonly #beginNext = () => {
    this.setState(({ begun }) => ({ begun: begun + 1 }));
    if (this.state.begun < panels) this.#frame = requestAnimationFrame(this.#beginNext);
  };

  override shouldComponentUpdate(next: ChartsProps, state: { begun: number }): boolean {
    return secondOf(next) !== secondOf(this.props) || next.live !== this.props.live || state !== this.state;
  }

  override render() {
    const { charts, live, lastHeard, hues = this.#ownHues } = this.props;
    const now = secondOf(this.props) * 1000;
    const { begun } = this.state;
    return (
      <section class={live ? 'charts' : 'charts is-old'} aria-label="Charts">
        {!live && (
          <p class="view-summary">
            <span class="warn">not live: as of {clockTime(lastHeard)}</span>
          </p>
        )}
        <div class="panels">
          <RatePanel {...{ charts, now, hues }} />
          {begun > 1 && <LatencyPanel {...{ charts, now }} />}
          {begun > 2 && <IntervalPanel {...{ charts, now }} />}
          {begun > 3 && <FieldPanel fields={charts.fields} now={now} />}
        </div>
      </section>
    );
  }
}

// While the page is cut off time stands still: nothing is known of what came after.
function secondOf({ now, live, lastHeard }: ChartsProps): number {
  return Math.floor((live ? now : lastHeard) / 1000);
}
