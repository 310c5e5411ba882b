// Plays the history: each message when its turn comes by the messages' own times, at the same pace
// or faster. Reads ahead in pages, so that it never holds more than two of them.
import type { Clock } from 'crier-client';
import type { MessageRow } from '../store/row.ts';
import { momentBytes } from './moment.ts';

export const speeds = [1, 10, 100] as const;
export const readAhead = 500;
const frameMs = 40;
const timerMax = 3_600_000;

export interface Stage {
  // Some of the messages behind this offset, at most so many, and whether those are all.
  read(after: number, limit: number, signal: AbortSignal): Promise<{ rows: MessageRow[]; atEnd: boolean }>;
  // False: nobody looks any more.
  show(rows: MessageRow[]): boolean;
  // The history has no further message.
  ended(): void;
  failed(problem: unknown): void;
}

export class Playback {
  // Null: it stands still.
  speed: number | null = null;
  #queue: MessageRow[] = [];
  // The offset up to which the queue was read, and whether nothing lies behind it.
  #readTo = 0;
  #atEnd = false;
  #begun = { clock: 0, time: 0 };
  #timer: unknown = null;
  #reading: AbortController | null = null;
  readonly #clock: Clock;
  readonly #stage: Stage;

  constructor(
    clock: Clock,
    stage: Stage,
  ) {
    this.#clock = clock;
    this.#stage = stage;
  }

  // `time`: of the message at `offset`, null where that isn't known.
  play(speed: number, offset: number, time: number | null): void {
    this.pause();
    this.speed = speed;
    this.#readTo = offset;
    this.#begun = { clock: this.#clock.now(), time: time ?? NaN };
    this.#fill();
  }

  pause(): void {
    this.speed = null;
    this.#queue = [];
    this.#atEnd = false;
    this.#reading?.abort();
    this.#reading = null;
    this.#clock.clearTimeout(this.#timer);
  }

  // How long until the next message, by this page's clock.
  get nextInMs(): number | null {
    const next = this.#queue[0];
    return next && this.speed ? (timeOf(next) - this.#playedTo()) / this.speed : null;
  }

  #playedTo(): number {
    return this.#begun.time + (this.#clock.now() - this.#begun.clock) * (this.speed ?? 0);
  }

  #fill(): void {
    if (this.#reading || this.#atEnd) return;
    const reading = new AbortController();
    this.#reading = reading;
    this.#stage.read(this.#readTo, readAhead, reading.signal).then(
      ({ rows, atEnd }) => {
        if (this.#reading !== reading) return;
        this.#reading = null;
        this.#atEnd = atEnd;
        this.#queue.push(...rows);
        this.#readTo = rows[rows.length - 1]?.message.offset ?? this.#readTo;
        const [first] = this.#queue;
        if (first && Number.isNaN(this.#begun.time)) this.#begun = { clock: this.#clock.now(), time: timeOf(first) };
        this.#tick();
      },
      (problem: unknown) => {
        if (this.#reading !== reading) return;
        this.pause();
        this.#stage.failed(problem);
      },
    );
  }

  #queuedBytes(): number {
    return this.#queue.reduce((bytes, { size }) => bytes + size, 0);
  }

  #tick(): void {
    this.#clock.clearTimeout(this.#timer);
    const until = this.#playedTo();
    let due = 0;
    while (due < this.#queue.length && timeOf(this.#queue[due] as MessageRow) <= until) due++;
    if (due > 0 && !this.#stage.show(this.#queue.splice(0, due))) {
      this.pause();
      return;
    }
    const next = this.nextInMs;
    if (next === null && this.#atEnd) {
      this.pause();
      this.#stage.ended();
      return;
    }
    if (this.#queue.length < readAhead / 2 && this.#queuedBytes() < momentBytes) this.#fill();
    // Without a next one what is being read goes on with this.
    if (next === null) return;
    this.#timer = this.#clock.setTimeout(() => this.#tick(), Math.min(Math.max(next, frameMs), timerMax));
  }
}

const timeOf = ({ message }: MessageRow): number => Date.parse(message.time);
