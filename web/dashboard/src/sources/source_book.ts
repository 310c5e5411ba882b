// Who speaks: each source with its presence, its habit and its rate. Bounded: past the limit the
// longest silent is let go.
import { ArrivalSkew } from '../measure/arrival_skew.ts';
import { hubTime } from '../measure/hub_time.ts';
import { Rate } from '../measure/rate.ts';
import { Recency, type Linked } from '../measure/recency.ts';
import { isOwn, type Message } from '../message.ts';
import { Habit } from './habit.ts';
import { presenceOf, presencePrefix, type PresenceChange } from './presence.ts';
import type { Publisher, PublishersAnswer } from './publishers.ts';

// Unknown: it speaks without a connection of its own that the hub tells of, as over HTTP.
export type Presence = 'online' | 'offline' | 'unknown';

export class Source implements Linked<Source> {
  older: Source | null = null;
  newer: Source | null = null;
  presence: Presence = 'unknown';
  // By the hub's clock, in ms: since when its presence is so, and when it last spoke.
  since: number | null = null;
  lastTime: number | null = null;
  address: string | null = null;
  reason: string | null = null;
  deltaMs: number | null = null;
  // By this page's own count.
  count = 0;
  readonly habit = new Habit();
  readonly rate = new Rate();
  // A publisher may be connected several times.
  sessions: string[] = [];
  // By the page's clock: when its presence was last told.
  toldAt = -Infinity;

  constructor(readonly name: string) {}
}

export const sourcesMax = 10_000;
const sessionsMax = 16;

export class SourceBook {
  // Sources let go to stay within the limit.
  letGo = 0;
  // What came of asking who is connected; null: not asked yet.
  answer: PublishersAnswer['kind'] | null = null;

  #known = new Map<string, Source>();
  #recency = new Recency<Source>();
  #skew = new ArrivalSkew();
  #presenceTold = false;
  readonly #max: number;

  constructor(max = sourcesMax) {
    this.#max = max;
  }

  get size(): number {
    return this.#known.size;
  }

  get sources(): Iterable<Source> {
    return this.#known.values();
  }

  // Whether the hub has said anything of who is connected.
  get presenceKnown(): boolean {
    return this.#presenceTold || this.answer === 'list';
  }

  // What the hub's times are on the page's clock.
  pageTime(hubMs: number): number {
    return hubMs + this.#skew.ms;
  }

  // To be told each message once, also those on $hub/#.
  add(message: Message, arrivedAt: number): void {
    const at = hubTime(message.time);
    this.#skew.add(at, arrivedAt);
    if (isOwn(message.topic)) {
      const change = message.topic.startsWith(presencePrefix) ? presenceOf(message) : null;
      if (change) this.#changePresence(change, at, arrivedAt);
      return;
    }
    const source = this.#heard(message.source);
    if (source.lastTime !== null && at >= source.lastTime) source.habit.add(at - source.lastTime);
    // It speaks all the same: over HTTP, or its connection has not been told of.
    if (source.presence === 'offline' && (source.since === null || at > source.since)) {
      source.presence = 'unknown';
      source.reason = null;
      source.since = null;
    }
    source.lastTime = at;
    source.deltaMs = message.deltaMs;
    source.count++;
    source.rate.add(at);
  }

  // `askedAt`: what the hub has said of a source since then is newer than the answer.
  takePublishers(answer: PublishersAnswer, askedAt: number): void {
    this.answer = answer.kind;
    if (answer.kind !== 'list') return;
    const connected = new Map<string, Publisher[]>();
    for (const each of answer.publishers.slice(0, this.#max)) {
      const others = connected.get(each.source);
      if (others) others.push(each);
      else connected.set(each.source, [each]);
    }
    for (const [name, publishers] of connected) {
      const source = this.#known.get(name) ?? this.#heard(name);
      if (source.toldAt < askedAt) setOnline(source, publishers);
    }
    for (const source of this.#known.values()) {
      if (source.presence !== 'online' || connected.has(source.name) || source.toldAt >= askedAt) continue;
      source.presence = 'offline';
      source.sessions = [];
      source.since = null;
      source.reason = null;
    }
  }

  // Milliseconds since it spoke; null: never while the page listened.
  silence(source: Source, now: number): number | null {
    return source.lastTime === null ? null : Math.max(0, now - this.pageTime(source.lastTime));
  }

  // By how much its silence is longer than what is usual for it; 0 where that is nothing to speak of.
  lateBy(source: Source, now: number): number {
    if (source.presence === 'offline') return 0;
    const silence = this.silence(source, now);
    return silence === null || silence <= source.habit.limitMs ? 0 : silence - source.habit.usualMs;
  }

  rate(source: Source, now: number): number {
    return source.rate.perSecond(now - this.#skew.ms);
  }

  #heard(name: string): Source {
    let source = this.#known.get(name);
    if (!source) {
      source = new Source(name);
      this.#known.set(name, source);
      if (this.#known.size > this.#max && this.#recency.oldest) {
        this.#known.delete(this.#recency.oldest.name);
        this.#recency.remove(this.#recency.oldest);
        this.letGo++;
      }
    }
    this.#recency.touch(source);
    return source;
  }

  #changePresence(change: PresenceChange, at: number, arrivedAt: number): void {
    this.#presenceTold = true;
    const source = this.#heard(change.source);
    source.toldAt = arrivedAt;
    source.sessions = source.sessions.filter((session) => session !== change.session);
    if (change.online) {
      source.sessions = [...source.sessions, change.session].slice(-sessionsMax);
      if (source.presence !== 'online') source.since = at;
      source.presence = 'online';
      source.address = change.address;
      source.reason = null;
      return;
    }
    // An older connection of it has ended, and a newer is there.
    if (change.reason === 'taken_over' || source.sessions.length > 0) return;
    source.presence = 'offline';
    source.since = at;
    source.reason = change.reason;
  }
}

function setOnline(source: Source, publishers: readonly Publisher[]): void {
  const first = publishers.reduce((a, b) => ((b.connectedAt ?? 0) < (a.connectedAt ?? 0) ? b : a));
  source.presence = 'online';
  source.since = first.connectedAt;
  source.address = first.address;
  source.reason = null;
  source.sessions = publishers.map(({ session }) => session).slice(0, sessionsMax);
  for (const { lastMessageAt } of publishers) {
    if (lastMessageAt !== null && source.count === 0) {
      source.lastTime = Math.max(source.lastTime ?? 0, lastMessageAt);
    }
  }
}
