// One WebSocket at a time, followed by another when it ends: when to come back, when to stay away,
// and when silence means that nobody is there. It never says live without having heard it.
import { backoffMs, drainMs, laterFloorMs } from './backoff.ts';
import { atOnce, bandOf, later, saysNothing, stayAway, tokenExpired } from './close_code.ts';
import type { Clock, TokenSource } from './options.ts';
import { parseServerMessage, unreadable, type ServerMessage, type Welcome } from './protocol.ts';
import { SilenceWatch } from './silence_watch.ts';
import type { State } from './state.ts';

export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  // A socket of Node's "ws" throws its errors where nobody listens for them.
  onerror: ((event: unknown) => void) | null;
  send(text: string): void;
  close(code?: number): void;
  // Only that of "ws": without the closing handshake, for which it would wait half a minute.
  terminate?(): void;
}

export interface Surroundings {
  open(token: string | null): Socket;
  clock: Clock;
  random(): number;
}

export interface Listener {
  onState(state: State): void;
  onEvent(event: ServerMessage, text: string): void;
  // The socket is no more; whatever was not answered won't be.
  onCut(): void;
}

export const welcomeDeadlineMs = 10_000;

// Errors that the hub sends right before it closes the connection on account of them.
const accessErrors = /^(unauthorized|forbidden|token_expired)$/;

export class Connection {
  state: State = { kind: 'idle' };
  welcome: Welcome | null = null;

  #socket: Socket | null = null;
  // Of this moment's attempt or connection; null between two.
  #attempting: object | null = null;
  #welcomed = false;
  #attempt = 0;
  #toldDrainMs: number | null = null;
  #wentLive = false;
  #withToken = false;
  #timer: unknown = null;
  #farewell: Extract<ServerMessage, { type: 'error' }> | null = null;
  // When each ping was sent that isn't answered yet; the hub answers in order.
  #pings: number[] = [];
  readonly silence: SilenceWatch;

  readonly #around: Surroundings;
  readonly #listener: Listener;
  #token: TokenSource | null;

  constructor(around: Surroundings, listener: Listener, token: TokenSource | null) {
    this.#around = around;
    this.#listener = listener;
    this.#token = token;
    this.silence = new SilenceWatch(around.clock, {
      ask: () => this.ping(),
      onSilent: () => this.#lose('nothing heard'),
    });
  }

  // Don't sit out the back-off, and try even where the hub said no.
  tryNow(): void {
    if (this.#attempting || this.state.kind === 'closed') return;
    this.#attempt = 0;
    this.#connect();
  }

  useToken(token: TokenSource): void {
    this.#token = token;
    this.tryNow();
  }

  // The network changed, or somebody looks. An open connection is only asked for a sign of life,
  // since "offline" and "online" say nothing about a hub on the same machine.
  nudge(): void {
    if (this.#welcomed) this.silence.probe();
    else if (this.state.kind === 'reconnecting') this.tryNow();
  }

  pause(): void {
    this.#leave();
    this.#setState({ kind: 'paused', since: this.#now() });
  }

  close(): void {
    if (this.state.kind === 'closed') return;
    this.#leave();
    this.#setState({ kind: 'closed', since: this.#now() });
  }

  refuse(code: number, reason: string, hubSays: string | null): void {
    this.#leave();
    const withToken = this.#withToken;
    this.#setState({ kind: 'refused', since: this.#now(), code, reason, hubSays, withToken });
  }

  // Whether it could be sent: a hub that is about to stop takes nothing more.
  send(text: string): boolean {
    const isOpen = this.#welcomed && this.#toldDrainMs === null;
    if (isOpen) this.#transmit(text);
    return isOpen;
  }

  ping(): void {
    if (!this.#welcomed) return;
    this.#pings.push(this.#now());
    this.#transmit('{"type":"ping"}');
  }

  #connect(): void {
    this.#clearTimer();
    const before = this.state;
    if (before.kind === 'reconnecting') {
      this.#setState({ ...before, attempt: this.#attempt, nextTryAt: null });
    } else {
      this.#setState({ kind: 'connecting', since: this.#now() });
    }
    // A listener may have closed the client.
    if (this.state.kind === 'closed') return;
    const attempt = {};
    this.#attempting = attempt;
    // A hub that is frozen still gets its connections accepted by its kernel, so an attempt
    // that is not welcomed in time has failed.
    this.#timer = this.#around.clock.setTimeout(() => this.#lose('no answer from the hub'), welcomeDeadlineMs);
    const opened = (token: string | null) => this.#attempting === attempt && this.#open(token);
    const failed = (why: unknown) => this.#attempting === attempt && this.#fail(why);
    try {
      const token = typeof this.#token === 'function' ? this.#token() : this.#token;
      // At once where it can be.
      if (token === null || typeof token === 'string') opened(token);
      else token.then(opened).catch(failed);
    } catch (why) {
      failed(why);
    }
  }

  #open(token: string | null): void {
    this.#withToken = token !== null;
    const socket = this.#around.open(token);
    this.#socket = socket;
    socket.onmessage = (event) => this.#hear(event.data);
    socket.onclose = (event) => this.#closed(event.code, event.reason);
    socket.onerror = () => {};
  }

  // There is no token, or no socket for this URL.
  #fail(why: unknown): void {
    const message = String(why);
    this.#listener.onEvent({ type: 'error', id: null, code: 'attempt_failed', message }, '');
    if (this.#attempting) this.#lose(message);
  }

  #hear(data: unknown): void {
    this.silence.heard();
    const epoch = this.welcome?.epoch ?? '';
    const event: ServerMessage =
      typeof data === 'string'
        ? parseServerMessage(data, epoch)
        : unreadable('a binary message');
    switch (event.type) {
      case 'welcome':
        this.#greet(event);
        break;
      case 'live':
        this.#attempt = 0;
        this.#wentLive = true;
        this.#setState({ kind: 'live', since: this.silence.lastHeard });
        break;
      case 'drain':
        this.#toldDrainMs = event.reconnectMs;
        break;
      case 'pong':
        event.sentAt = this.#pings.shift()!;
        break;
      case 'error':
        if (event.id !== undefined || !accessErrors.test(event.code)) break;
        this.#farewell = event;
        return;
    }
    this.#listener.onEvent(event, typeof data === 'string' ? data : '');
  }

  #greet(welcome: Welcome): void {
    this.#clearTimer();
    this.#welcomed = true;
    this.welcome = welcome;
    this.#setState({ kind: 'catching_up', since: this.silence.lastHeard });
    if (this.#welcomed) this.silence.start(welcome.heartbeatMs);
  }

  #closed(code: number, reason: string): void {
    const farewell = this.#farewell;
    const toldDrainMs = this.#toldDrainMs;
    const wentLive = this.#wentLive;
    this.#socket = null;
    const band = bandOf(code);
    // A token that has run out is renewed by whoever gave it: a client that was given none of its
    // own comes back at once, as does one that can ask for another.
    const spent = code === tokenExpired && this.#withToken && typeof this.#token === 'string';
    if (band === stayAway || spent) {
      this.refuse(code, reason, farewell?.message ?? null);
      return;
    }
    const random = () => this.#around.random();
    const told = toldDrainMs === null ? 0 : drainMs(toldDrainMs, random);
    let waitMs = Math.max(told, backoffMs(this.#attempt, random));
    if (band === later) waitMs += laterFloorMs;
    // At once, but only from a connection that had become live: otherwise two programs could
    // chase one another without pause.
    if (band === atOnce && wentLive) waitMs = told;
    if (farewell && band !== atOnce) this.#listener.onEvent(farewell, '');
    this.#tryAgain(waitMs, 'closed', code, reason);
  }

  // Gives up an attempt, or a socket that is open but mute.
  #lose(reason: string): void {
    const welcomed = this.#welcomed;
    const waitMs = welcomed ? 0 : backoffMs(this.#attempt, () => this.#around.random());
    this.#tryAgain(waitMs, welcomed ? 'silent' : 'closed', null, reason);
  }

  #tryAgain(waitMs: number, cause: 'closed' | 'silent', code: number | null, reason: string): void {
    if (this.state.kind === 'closed') return;
    this.#leave(code === null);
    // Trouble has one beginning and one cause, however many attempts it takes to end it.
    const before = this.state;
    const again = before.kind === 'reconnecting';
    this.#timer = this.#around.clock.setTimeout(() => this.#connect(), waitMs);
    this.#setState({
      kind: 'reconnecting',
      cause: again ? before.cause : this.welcome ? cause : 'unreachable',
      since: this.silence.lastHeard,
      attempt: ++this.#attempt,
      nextTryAt: this.#now() + waitMs,
      ...(again && saysNothing(code) ? { code: before.code, reason: before.reason } : { code, reason }),
    });
  }

  // Lets go of the socket, whatever became of it.
  #leave(mute = false): void {
    const socket = this.#socket;
    const attempting = this.#attempting;
    this.#clearTimer();
    this.silence.stop();
    this.#socket = null;
    this.#attempting = null;
    this.#welcomed = false;
    this.#wentLive = false;
    this.#toldDrainMs = null;
    this.#farewell = null;
    this.#pings = [];
    if (socket) {
      socket.onmessage = null;
      socket.onclose = null;
      if (mute && socket.terminate) socket.terminate();
      else socket.close(1000);
    }
    if (attempting) this.#listener.onCut();
  }

  #transmit(text: string): void {
    this.#socket?.send(text);
  }

  #clearTimer(): void {
    this.#around.clock.clearTimeout(this.#timer);
  }

  #now(): number {
    return this.#around.clock.now();
  }

  #setState(state: State): void {
    this.state = state;
    this.#listener.onState(state);
  }
}
