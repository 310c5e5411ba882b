// Every topic that was heard or that the hub tells of, as a tree by levels. Bounded: past the limit
// the longest silent topics are let go.
import { ArrivalSkew } from '../measure/arrival_skew.ts';
import { hubTime } from '../measure/hub_time.ts';
import { Rate } from '../measure/rate.ts';
import { Recency, type Linked } from '../measure/recency.ts';
import type { Message } from '../message.ts';
import { keepsake, type Keepsake } from './keepsake.ts';
import { SortedChildren } from './sorted_children.ts';

export class TopicNode implements Linked<TopicNode> {
  older: TopicNode | null = null;
  newer: TopicNode | null = null;
  children: Map<string, TopicNode> | null = null;
  // Made when the node is opened first.
  sorted: SortedChildren | null = null;
  // Of the node's own topic and of all below it, by this page's count.
  count = 0;
  readonly rate = new Rate();
  // How many topics are below it, itself included where it is one.
  topics = 0;
  // A level between may be no topic itself.
  isTopic = false;
  // What the hub's history holds of the topic itself, and of it and all below it; null: not told.
  hubOwn: number | null = null;
  hubCount: number | null = null;
  // No longer in the tree.
  gone = false;
  last: Keepsake | null = null;
  // By the hub's clock, in ms.
  lastTime: number | null = null;
  // Goes up whenever the last value is another than the one before.
  changes = 0;

  constructor(
    readonly name: string,
    readonly path: string,
    readonly parent: TopicNode | null,
  ) {}

  // What shows this node and all below it; `a/#` matches `a` too.
  get filter(): string {
    return this.children && this.children.size > 0 ? `${this.path}/#` : this.path;
  }
}

export const topicsMax = 100_000;

export class TopicTree {
  readonly root = new TopicNode('', '', null);
  // Topics let go to stay within the limit.
  letGo = 0;

  #byTopic = new Map<string, TopicNode>();
  #recency = new Recency<TopicNode>();
  #skew = new ArrivalSkew();
  readonly #max: number;

  constructor(max = topicsMax) {
    this.#max = max;
  }

  get size(): number {
    return this.#byTopic.size;
  }

  get topics(): Iterable<TopicNode> {
    return this.#byTopic.values();
  }

  add(message: Message, arrivedAt: number): void {
    const at = hubTime(message.time);
    this.#skew.add(at, arrivedAt);
    const topic = this.#topic(message.topic);
    this.#recency.touch(topic);
    if (topic.last === null || !topic.last.is(message.payload)) {
      topic.last = keepsake(message.payload);
      topic.changes++;
    }
    topic.lastTime = at;
    // Until the hub is asked again.
    if (topic.hubOwn !== null) changeHubCount(topic, topic.hubOwn + 1);
    for (let node: TopicNode | null = topic; node; node = node.parent) {
      node.count++;
      node.rate.add(at);
    }
  }

  // What the hub says that its history holds on a topic.
  setHubCount(name: string, count: number): void {
    const known = this.#byTopic.get(name);
    // What was heard here is worth more than what the hub merely lists.
    if (!known && this.#byTopic.size >= this.#max) {
      this.letGo++;
      return;
    }
    const topic = known ?? this.#topic(name);
    if (!known) this.#recency.touch(topic);
    changeHubCount(topic, count);
  }

  rate(node: TopicNode, now: number): number {
    return node.rate.perSecond(now - this.#skew.ms);
  }

  silence(node: TopicNode, now: number): number | null {
    return node.lastTime === null ? null : Math.max(0, now - node.lastTime - this.#skew.ms);
  }

  find(path: string): TopicNode | null {
    return this.#byTopic.get(path) ?? this.#walk(path);
  }

  #walk(path: string): TopicNode | null {
    let node: TopicNode | null = this.root;
    for (const level of path.split('/')) node = node?.children?.get(level) ?? null;
    return node;
  }

  #topic(name: string): TopicNode {
    let node = this.#byTopic.get(name);
    if (node) return node;
    node = this.root;
    const levels = name.split('/');
    for (const [depth, level] of levels.entries()) {
      node = this.#child(node, level, () => levels.slice(0, depth + 1).join('/'));
    }
    node.isTopic = true;
    for (let at: TopicNode | null = node; at; at = at.parent) at.topics++;
    this.#byTopic.set(name, node);
    if (this.#byTopic.size > this.#max && this.#recency.oldest) this.#forget(this.#recency.oldest);
    return node;
  }

  #child(parent: TopicNode, level: string, path: () => string): TopicNode {
    parent.children ??= new Map();
    let child = parent.children.get(level);
    if (!child) {
      child = new TopicNode(level, path(), parent);
      parent.children.set(level, child);
      parent.sorted?.add(child);
    }
    return child;
  }

  #forget(topic: TopicNode): void {
    this.letGo++;
    this.#recency.remove(topic);
    this.#byTopic.delete(topic.path);
    topic.isTopic = false;
    topic.last = null;
    topic.lastTime = null;
    changeHubCount(topic, null);
    for (let at: TopicNode | null = topic; at; at = at.parent) at.topics--;
    for (let at: TopicNode | null = topic; at && at.parent && at.topics === 0; at = at.parent) {
      at.gone = true;
      at.parent.children?.delete(at.name);
      at.parent.sorted?.remove(at);
    }
  }
}

function changeHubCount(topic: TopicNode, count: number | null): void {
  const more = (count ?? 0) - (topic.hubOwn ?? 0);
  if (count === topic.hubOwn) return;
  topic.hubOwn = count;
  for (let at: TopicNode | null = topic; at; at = at.parent) at.hubCount = (at.hubCount ?? 0) + more;
}
