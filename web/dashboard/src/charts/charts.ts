// What the charts are drawn from.
import { ArrivalSkew } from '../measure/arrival_skew.ts';
import { ClockOffset } from '../measure/clock_offset.ts';
import { hubTime } from '../measure/hub_time.ts';
import { isOwn, type Message } from '../message.ts';
import { FieldBook } from './field_book.ts';
import { IntervalBook } from './interval_book.ts';
import { LatencyHistory } from './latency.ts';
import { RateHistory } from './rate_history.ts';

export class Charts {
  // To be fed by an exchange of pings.
  readonly clock = new ClockOffset();
  readonly rates = new RateHistory();
  readonly latency = new LatencyHistory(() => this.clock.estimate);
  readonly intervals = new IntervalBook();
  readonly fields = new FieldBook();
  // Whether messages come as they are said, and not out of the history.
  live = false;

  #skew = new ArrivalSkew();

  // The hub's own messages are not of the machines that are watched.
  add(message: Message, arrivedAt: number): void {
    if (isOwn(message.topic)) return;
    this.#skew.add(hubTime(message.time), arrivedAt);
    this.rates.add(message);
    if (this.live) this.latency.add(message, arrivedAt);
    this.intervals.add(message);
    this.fields.add(message, arrivedAt);
  }

  hubNow(now: number): number {
    return now - this.#skew.ms;
  }
}
