// How far this client has been brought, where it resumes, and what it has missed.
import { Continuity } from './continuity.ts';
import type { Message, ToldGap, Welcome } from './protocol.ts';

/** Messages after `after` and before `before` that won't come. */
export type Gap =
  /**
   * The hub told so: they were too old or too many (expired), or another history has begun
   * (epoch_changed: what follows is all that the hub keeps, from `before` on).
   */
  | { reason: 'expired' | 'epoch_changed'; after: number; before: number; epoch: string }
  /**
   * The hub didn't tell: a message on this topic names `prev` as the one before it, and that never
   * came.
   */
  | { reason: 'missed'; after: number; before: number; epoch: string; topic: string; prev: number };

interface Position {
  epoch: string;
  offset: number;
}

export class Progress {
  #reached: Position | null = null;
  #epoch = '';
  #continuity = new Continuity();

  // `since`: a position, or nothing; `last`: how many messages to begin with where there is none.
  readonly #since: string | null;
  readonly #last: number;

  constructor(since: string | null, last: number) {
    this.#since = since;
    this.#last = last;
    const [epoch, offset] = since?.split(':') ?? [];
    if (epoch !== undefined && offset !== undefined) this.#begin(epoch, Number(offset));
  }

  get position(): string | null {
    return this.#reached && `${this.#reached.epoch}:${this.#reached.offset}`;
  }

  /** What to ask the next connection for. */
  get start(): string {
    const since = this.position ?? this.#since;
    if (since !== null) return `since=${since}`;
    return this.#last > 0 ? `last=${this.#last}` : '';
  }

  /** `otherRights`: this connection may be due topics that the one before it wasn't. */
  greet(welcome: Welcome, otherRights: boolean): void {
    this.#epoch = welcome.epoch;
    if (this.#reached) {
      if (otherRights) this.#continuity.startAfter(this.#reached.offset);
      return;
    }
    // Who asked for nothing from the history is at its end, even before anything else is said.
    // `since` without an epoch is of this one; "0" is wherever the history begins.
    const asked = Number(this.#since ?? (this.#last > 0 ? 0 : NaN));
    if (asked !== 0) this.#begin(welcome.epoch, asked || welcome.offset);
  }

  /** Null: this message was here already. Else the hole before it, if there is one. */
  take(message: Message): { missed: Gap | null } | null {
    const { topic, offset, prev } = message;
    const epoch = this.#epoch;
    if (this.#isKnown(offset)) return null;
    this.#reach(epoch, offset);
    const after = this.#continuity.missingAfter(topic, offset, prev);
    if (after === null) return { missed: null };
    return { missed: { reason: 'missed', after, before: offset, epoch, topic, prev } };
  }

  takeGap({ after, before, reason }: ToldGap): Gap {
    const epoch = this.#epoch;
    const end = Math.max(0, before - 1);
    // A history that lost its end counts anew from there, in the same epoch.
    if (reason === 'epoch_changed' || !this.#isKnown(end)) this.#reach(epoch, end);
    this.#continuity.startAfter(end);
    return { reason: reason === 'epoch_changed' ? reason : 'expired', after, before, epoch };
  }

  /** The hub says that everything up to there has been sent. */
  broughtUpTo(offset: number): void {
    if (!this.#isKnown(offset)) this.#reach(this.#epoch, offset);
  }

  filterAdded(): void {
    this.#continuity.widen();
  }

  filterRemoved(): void {
    this.#continuity.startAfter(null);
  }

  #isKnown(offset: number): boolean {
    return this.#reached?.epoch === this.#epoch && offset <= this.#reached.offset;
  }

  #begin(epoch: string, offset: number): void {
    this.#reach(epoch, offset);
    this.#continuity.startAfter(offset);
  }

  #reach(epoch: string, offset: number): void {
    this.#reached = { epoch, offset };
  }
}
