// A client of a Crier hub: follows topics, resumes by position after every cut, and publishes.
import { Connection, type Socket } from './connection.ts';
import { CrierError } from './crier_error.ts';
import { Emitter } from './emitter.ts';
import { MessageBuffer } from './message_buffer.ts';
import { bufferCharactersMax, bufferMessagesMax, checkOptions } from './options.ts';
import { systemClock, webSocketOf, type Options, type TokenSource } from './options.ts';
import { Progress, type Gap } from './progress.ts';
import type { Message, ServerMessage, Welcome } from './protocol.ts';
import { Requests, type Kind } from './requests.ts';
import type { State } from './state.ts';

export type Events = {
  state: [state: State];
  welcome: [welcome: Welcome];
  /** `text`: the hub's JSON, where numbers have all their digits. */
  message: [message: Message, text: string];
  gap: [gap: Gap];
  /** The hub's clock, as the answer to a ping that was sent at `sentAt` by this client's. */
  pong: [time: string, sentAt: number];
  /** What nobody waits for: what the hub refused without naming a request, or said unreadably. */
  error: [error: CrierError];
};

export class Client implements AsyncIterable<Message> {
  readonly #url: string | URL | (() => string | URL);
  readonly #emitter = new Emitter<Events>();
  readonly #connection: Connection;
  readonly #progress: Progress;
  readonly #requests = new Requests((text) => !this.#deaf && this.#connection.send(text));
  readonly #buffers = new Set<MessageBuffer>();
  // Null: those that the hub gives by itself.
  #filters: Set<string> | null;
  // A buffer is full, but a publish isn't answered yet: nothing more is taken in meanwhile.
  #deaf = false;
  #token: string | null = null;
  // Since the last connection began, topics have come to be due that weren't before.
  #filtersChanged = false;
  #otherRights = false;
  // One change of filters at a time, in the order in which they were asked for.
  #filterChange: Promise<unknown> = Promise.resolve();
  readonly #abort = () => this.close();
  readonly #options: Options;

  /** `url`: of the hub's WebSocket; a function is asked before each attempt, for hubs that share a history. */
  constructor(url: string | URL | (() => string | URL), options: Options = {}) {
    this.#options = options;
    checkOptions(options);
    this.#url = url;
    this.#filters = options.topics ? new Set(options.topics) : null;
    const { since, last = 0, token = null, clock = systemClock, random = Math.random, signal } = options;
    this.#progress = new Progress(since === undefined ? null : String(since), last);
    const WebSocket = webSocketOf(options);
    const open = (shown: string | null) => new WebSocket(this.#address(shown)) as unknown as Socket;
    const listener = {
      onState: (state: State) => this.#onState(state),
      onEvent: (event: ServerMessage, text: string) => this.#onEvent(event, text),
      onCut: () => {
        this.#deaf = false;
        this.#requests.cut();
      },
    };
    this.#connection = new Connection({ open, clock, random }, listener, token);
    signal?.addEventListener('abort', this.#abort);
    if (signal?.aborted) this.close();
  }

  get state(): State {
    return this.#connection.state;
  }

  get welcome(): Welcome | null {
    return this.#connection.welcome;
  }

  get lastHeard(): number {
    return this.#connection.silence.lastHeard;
  }

  /** Up to where messages have been handed out, to listeners or into an iterator's buffer. */
  get position(): string | null {
    return this.#progress.position;
  }

  /** Returns how to stop listening. */
  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    return this.#emitter.on(name, listener);
  }

  /** Connects. Iterating and publishing do it by themselves. */
  open(): void {
    if (this.state.kind === 'idle') this.#connection.tryNow();
  }

  close(): void {
    this.#connection.close();
  }

  /** Messages from now on; from the first one on where the client isn't open yet. */
  [Symbol.asyncIterator](): AsyncIterableIterator<Message> {
    const { bufferMessages = bufferMessagesMax, bufferCharacters = bufferCharactersMax } = this.#options;
    const limits = { messages: bufferMessages, characters: bufferCharacters };
    const forget = (left: MessageBuffer) => {
      this.#buffers.delete(left);
      this.#resumeReading();
    };
    const buffer = new MessageBuffer(limits, () => this.#resumeReading(), forget);
    const why = this.#whyOver();
    if (why) buffer.end(this.state.kind === 'closed' ? null : why);
    else this.#buffers.add(buffer);
    this.open();
    return buffer;
  }

  /** The message's offset, once it is stored. `data`: a string is text, anything else JSON. */
  publish(topic: string, data: unknown): Promise<number> {
    return this.#ask('publish', { topic, data });
  }

  /** All that is stored from when this resolves on is delivered, or told to be gone. */
  subscribe(...topics: string[]): Promise<void> {
    return this.#changeFilters('subscribe', topics);
  }

  unsubscribe(...topics: string[]): Promise<void> {
    return this.#changeFilters('unsubscribe', topics);
  }

  /** Asks the hub for its time, where it is connected: the event `pong` tells it. */
  ping(): void {
    this.#connection.ping();
  }

  /** The network has changed or somebody looks: asks for a sign of life, or tries at once. */
  nudge(): void {
    this.#connection.nudge();
  }

  /** Tries at once, also after a refusal. */
  retry(): void {
    if (this.state.kind !== 'paused') this.#connection.tryNow();
  }

  useToken(token: TokenSource): void {
    this.#connection.useToken(token);
  }

  /** Something other than the hub's WebSocket said that it won't admit this client. */
  refuse(code: number, reason: string, hubSays: string | null = null): void {
    if (this.state.kind !== 'closed') this.#connection.refuse(code, reason, hubSays);
  }

  // A filter is among those that a new connection begins with once the hub has confirmed it, and no
  // more as soon as it isn't wanted.
  #changeFilters(kind: 'subscribe' | 'unsubscribe', topics: string[]): Promise<void> {
    const filters = this.#filters;
    const adding = kind === 'subscribe';
    const done = this.#filterChange.then(async () => {
      this.#filtersChanged = true;
      const changed = topics.filter((topic) => (adding ? !filters?.has(topic) : !filters || filters.delete(topic)));
      if (changed.length > 0 && this.state.kind !== 'idle') await this.#ask(kind, { topics: changed });
      if (adding) for (const topic of changed) filters?.add(topic);
    });
    this.#filterChange = done.catch(() => {});
    return done;
  }

  #ask(kind: Kind, fields: object): Promise<number> {
    const why = this.#whyOver();
    if (why) return Promise.reject(why);
    this.open();
    return this.#requests.ask(kind, fields);
  }

  #whyOver(): CrierError | null {
    const { state } = this;
    if (state.kind === 'closed') return new CrierError('closed', 'Client closed');
    if (state.kind !== 'refused') return null;
    return new CrierError('refused', `${state.code} ${state.hubSays ?? state.reason}`);
  }

  #address(token: string | null): string {
    this.#otherRights = token !== this.#token || !this.#filters || this.#filtersChanged;
    this.#filtersChanged = false;
    this.#token = token;
    const query: string[] = [];
    const add = (name: string, value: string) => query.push(`${name}=${encodeURIComponent(value)}`);
    for (const filter of this.#filters ?? []) add('topics', filter);
    if (this.#filters?.size === 0) add('topics', 'none');
    const start = this.#progress.start;
    if (start) query.push(start);
    if (token !== null) add('token', token);
    const url = String(typeof this.#url === 'function' ? this.#url() : this.#url);
    return url + (url.includes('?') ? '&' : '?') + query.join('&');
  }

  #onState(state: State): void {
    const why = this.#whyOver();
    if (why) {
      this.#requests.end(why);
      for (const buffer of this.#buffers) buffer.end(state.kind === 'closed' ? null : why);
      this.#buffers.clear();
    }
    if (state.kind === 'closed') this.#options.signal?.removeEventListener('abort', this.#abort);
    this.#emitter.emit('state', state);
  }

  #onEvent(event: ServerMessage, text: string): void {
    const answered = this.#requests.answered(event);
    if (answered) {
      if (answered === 'subscribe') this.#progress.filterAdded();
      if (answered === 'unsubscribe') this.#progress.filterRemoved();
      if (this.#deaf) this.#pauseOnceAnswered();
      return;
    }
    if (this.#deaf) return;
    switch (event.type) {
      case 'welcome':
        this.#greet(event);
        break;
      case 'message':
        this.#take(event, text);
        break;
      case 'gap':
        this.#emitter.emit('gap', this.#progress.takeGap(event));
        break;
      case 'live':
      case 'heartbeat':
        this.#progress.broughtUpTo(event.offset);
        break;
      case 'pong':
        this.#emitter.emit('pong', event.time, event.sentAt!);
        break;
      case 'error':
        this.#emitter.emit('error', new CrierError(event.code, event.message));
        break;
    }
  }

  #greet(welcome: Welcome): void {
    this.#progress.greet(welcome, this.#otherRights);
    this.#emitter.emit('welcome', welcome);
    this.#requests.flush();
  }

  #take(message: Message, text: string): void {
    if (this.#isFull()) {
      this.#pauseOnceAnswered();
      return;
    }
    const taken = this.#progress.take(message);
    if (!taken) return;
    if (taken.missed) this.#emitter.emit('gap', taken.missed);
    for (const buffer of this.#buffers) buffer.push(message, text.length);
    this.#emitter.emit('message', message, text);
    if (this.#isFull()) this.#pauseOnceAnswered();
  }

  #isFull(): boolean {
    for (const buffer of this.#buffers) if (buffer.isFull) return true;
    return false;
  }

  #pauseOnceAnswered(): void {
    this.#deaf = this.#requests.unanswered > 0;
    if (!this.#deaf) this.#connection.pause();
  }

  #resumeReading(): void {
    if (this.state.kind !== 'paused') return;
    for (const buffer of this.#buffers) if (!buffer.isEmpty) return;
    this.#connection.tryNow();
  }
}
