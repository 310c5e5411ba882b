// What the views of sources, topics and charts are drawn from, fed with every message and with what
// the hub says when it is asked.
import { Charts } from '../charts/charts.ts';
import { ask, type HubHttp } from '../hub_http.ts';
import { hubTime } from '../measure/hub_time.ts';
import type { Message } from '../message.ts';
import { PresenceFeed } from '../sources/presence_feed.ts';
import { publishersPath, readPublishers } from '../sources/publishers.ts';
import { SourceBook } from '../sources/source_book.ts';
import { OpenRows } from '../topics/open_rows.ts';
import { readTopics, topicsPath } from '../topics/topic_list.ts';
import { TopicTree } from '../topics/topic_tree.ts';

export interface WatchActs {
  subscribe(filter: string): Promise<void>;
  ping(): void;
  now(): number;
  changed(): void;
  // Presence, for who looks at the hub's own topics.
  onOwn(message: Message, arrivedAt: number): void;
}

// Clocks drift apart; and a page that loads is slow to answer, so it asks more often at first.
const pingEveryMs = 10_000;
const pingsAtFirst = 6;
// While the view that shows it is there.
const askAgainMs = 30_000;

export class Watch {
  readonly book = new SourceBook();
  readonly tree = new TopicTree();
  readonly open = new OpenRows(this.tree);
  readonly charts = new Charts();
  readonly presence: PresenceFeed;
  #publishersAskedAt = -Infinity;
  #topicsAskedAt = -Infinity;
  #pingedAt = -Infinity;
  #pings = 0;
  #view = '';
  #askingTopics = false;
  // Who may follow $hub/publishers/# may ask for the list too, and nobody else.
  #mayAsk = false;
  readonly #hub: HubHttp;
  readonly #acts: WatchActs;

  constructor(
    hub: HubHttp,
    acts: WatchActs,
  ) {
    this.#hub = hub;
    this.#acts = acts;
    this.presence = new PresenceFeed(hub, acts.subscribe, (message, arrivedAt) => {
      this.add(message, arrivedAt);
      acts.onOwn(message, arrivedAt);
      acts.changed();
    });
  }

  add(message: Message, arrivedAt: number): void {
    this.book.add(message, arrivedAt);
    this.tree.add(message, arrivedAt);
    this.charts.add(message, arrivedAt);
  }

  // One on the hub's own topics.
  addOwn(message: Message, arrivedAt: number): void {
    this.presence.add(message, arrivedAt);
  }

  // The page follows live.
  async follow(epoch: string): Promise<void> {
    this.charts.live = true;
    this.tick();
    const permitted = await this.presence.begin(epoch);
    if (permitted === null) return;
    this.#mayAsk = permitted;
    // Behind what the history says, as that may be of a hub that has ended since.
    if (permitted) await this.#askPublishers();
    else this.book.takePublishers({ kind: 'forbidden' }, this.#acts.now());
    this.#acts.changed();
  }

  cut(): void {
    this.charts.live = false;
    this.#topicsAskedAt = -Infinity;
    this.presence.cut();
  }

  // To be called once a second.
  tick(): void {
    this.shows(this.#view);
    if (!this.charts.live) return;
    if (this.#pings >= pingsAtFirst && this.#acts.now() - this.#pingedAt < pingEveryMs) return;
    this.#pings++;
    this.#pingedAt = this.#acts.now();
    this.#acts.ping();
  }

  shows(view: string): void {
    const opened = view !== this.#view;
    this.#view = view;
    if (!this.charts.live) return;
    const due = (askedAt: number) => this.#acts.now() - askedAt >= askAgainMs;
    if (view === 'topics' && (opened || due(this.#topicsAskedAt))) void this.#askTopics();
    if (view === 'sources' && this.#mayAsk && due(this.#publishersAskedAt)) void this.#askPublishers();
  }

  pong(time: string, sentAt: number, receivedAt: number): void {
    this.charts.clock.sample(sentAt, hubTime(time), receivedAt);
  }

  async #askPublishers(): Promise<void> {
    const askedAt = this.#acts.now();
    this.#publishersAskedAt = askedAt;
    try {
      const response = await ask(this.#hub, publishersPath);
      this.book.takePublishers(readPublishers(response.status, await response.text()), askedAt);
    } catch {
      // No connection: the WebSocket's fate says so.
    }
    this.#acts.changed();
  }

  async #askTopics(): Promise<void> {
    if (this.#askingTopics) return;
    this.#askingTopics = true;
    this.#topicsAskedAt = this.#acts.now();
    try {
      const response = await ask(this.#hub, topicsPath);
      if (response.status === 200 && response.body) {
        const take = ({ topic, count }: { topic: string; count: number }) => this.tree.setHubCount(topic, count);
        await readTopics(response.body.getReader(), take, () => this.#hub.rest());
      }
    } catch {
      // Then the tree has what this page has heard.
    }
    this.#askingTopics = false;
    this.#acts.changed();
  }
}
