// Numbers inside of JSON payloads: which there are, and those that a person picked over time. JSON
// is parsed for that only so many times a second, so that a burst costs no more than a trickle.
import { hubTime } from '../measure/hub_time.ts';
import type { Message } from '../message.ts';
import { numbersIn, numberAt, type Step } from './json_numbers.ts';

export const fieldsMax = 200;
export const picksMax = 4;
export const pointsMax = 10_000;
const textMax = 16 * 1024;
const parsesMax = 400;
const looksMax = 20;
const topicsMax = 1000;

export class Field {
  constructor(
    readonly topic: string,
    readonly steps: readonly Step[],
    readonly path: string,
  ) {}

  get name(): string {
    return `${this.topic} ${this.path}`;
  }
}

// The last points of a field that was picked, as a ring.
export class FieldPoints {
  count = 0;
  // Messages that came too quickly to be looked at.
  skipped = 0;
  #times = new Float64Array(pointsMax);
  #numbers = new Float64Array(pointsMax);

  constructor(readonly field: Field) {}

  add(time: number, value: number): void {
    const at = this.count++ % pointsMax;
    this.#times[at] = time;
    this.#numbers[at] = value;
  }

  get last(): number | null {
    return this.count === 0 ? null : (this.#numbers[(this.count - 1) % pointsMax] as number);
  }

  // Oldest first.
  get points(): { times: Float64Array; values: Float64Array } {
    const unrolled = (ring: Float64Array) => {
      if (this.count <= pointsMax) return ring.subarray(0, this.count);
      const begin = this.count % pointsMax;
      const row = new Float64Array(pointsMax);
      row.set(ring.subarray(begin));
      row.set(ring.subarray(0, begin), pointsMax - begin);
      return row;
    };
    return { times: unrolled(this.#times), values: unrolled(this.#numbers) };
  }
}

export class FieldBook {
  // There are more fields than are listed.
  more = false;

  #known = new Map<string, Field>();
  #looked = new Set<string>();
  #picks: FieldPoints[] = [];
  #second = 0;
  #parses = 0;
  #looks = 0;
  #turn = 0;

  get fields(): readonly Field[] {
    return [...this.#known.values()];
  }

  get picked(): readonly FieldPoints[] {
    return this.#picks;
  }

  // False: as many as can be are picked already.
  pick(field: Field): boolean {
    if (this.#picks.some((each) => each.field === field)) return true;
    if (this.#picks.length >= picksMax) return false;
    this.#picks = [...this.#picks, new FieldPoints(field)];
    return true;
  }

  unpick(field: Field): void {
    this.#picks = this.#picks.filter((each) => each.field !== field);
  }

  add(message: Message, arrivedAt: number): void {
    const { payload, topic } = message;
    if (payload.kind !== 'json' || payload.source.length > textMax) return;
    const second = Math.floor(arrivedAt / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#parses = 0;
      this.#looks = 0;
    }
    const looks = this.#wantsLook(topic);
    const picks = this.#picks.filter(({ field }) => field.topic === topic);
    if (!looks && picks.length === 0) return;
    if (this.#parses >= parsesMax) {
      for (const each of picks) each.skipped++;
      return;
    }
    this.#parses++;
    this.#take(message, payload.source, looks, picks);
  }

  // A topic that is new, and now and then another one: its fields may have changed.
  #wantsLook(topic: string): boolean {
    if (this.#looks >= looksMax) return false;
    if (this.#looked.has(topic) && ++this.#turn % 64 !== 0) return false;
    this.#looks++;
    if (this.#looked.size >= topicsMax) this.#looked.clear();
    this.#looked.add(topic);
    return true;
  }

  #take(message: Message, text: string, looks: boolean, picks: readonly FieldPoints[]): void {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    for (const each of picks) {
      const number = numberAt(value, each.field.steps);
      if (number !== null) each.add(hubTime(message.time), number);
    }
    if (!looks) return;
    for (const { steps, path } of numbersIn(value)) {
      const key = `${message.topic} ${path}`;
      if (this.#known.has(key)) continue;
      if (this.#known.size >= fieldsMax) {
        this.more = true;
        return;
      }
      this.#known.set(key, new Field(message.topic, steps, path));
    }
  }
}
