// The page's connection to the hub: one WebSocket at a time, followed by another when it ends.
// It remembers up to which offset the page has been brought, asks for what came after that, and
// never calls itself live without having heard from the hub.
import { backoffMs } from './backoff.ts';
import { closeAdvice, explainClose, forbidden, tokenExpired, unauthorized } from './close_code.ts';
import type { ConnectionState } from './connection_state.ts';
import { parseServerMessage, type ServerMessage, type Welcome } from './protocol.ts';

// As much of a WebSocket as is used here, so that tests can stand in for it.
export interface Socket {
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  send(text: string): void;
  close(): void;
}

// The world outside: the network, the clock and chance.
export interface Surroundings {
  open(query: string): Socket;
  now(): number;
  random(): number;
  setTimer(run: () => void, afterMs: number): number;
  clearTimer(timer: number): void;
}

export interface Listener {
  onState(state: ConnectionState): void;
  onMessage(message: ServerMessage): void;
  // An attempt ended before the hub said anything: it, or something on the way, may say over HTTP
  // why that was.
  onUnanswered(): void;
}

interface Position {
  epoch: string;
  offset: number;
}

export const firstRows = 200;
export const defaultHeartbeatMs = 15_000;
export const welcomeDeadlineMs = 10_000;
export const probeDeadlineMs = 5_000;
export const laterFloorMs = 1_000;

// Errors that the hub sends right before it closes the connection on account of them.
const accessErrors = new Set(['unauthorized', 'forbidden', 'token_expired']);

export class Connection {
  state: ConnectionState;
  welcome: Welcome | null = null;
  lastHeard: number;

  private socket: Socket | null = null;
  private welcomed = false;
  private position: Position | null = null;
  private attempt = 0;
  private drainMs: number | null = null;
  private wentLive = false;
  private attemptTimer: number | null = null;
  private silenceTimer: number | null = null;
  private probedAt: number | null = null;
  private farewell: Extract<ServerMessage, { type: 'error' }> | null = null;

  constructor(
    private readonly around: Surroundings,
    private readonly listener: Listener,
    private token: string | null = null,
  ) {
    this.lastHeard = around.now();
    this.state = { kind: 'connecting', since: this.lastHeard };
  }

  start(): void {
    this.connect();
  }

  // The person asks: don't sit out the back-off, and try even where the hub said no.
  tryNow(): void {
    if (this.socket !== null) return;
    this.attempt = 0;
    this.connect();
  }

  // The person gave another token. It goes on from where the page is: a position belongs to the
  // history, not to a token.
  useToken(token: string): void {
    this.token = token;
    this.tryNow();
  }

  // Something answered over HTTP that this page may not have what it asks for.
  turnedAway(code: 'unauthorized' | 'forbidden', hubSays: string | null): void {
    if (this.welcomed || this.state.kind === 'refused') return;
    const { socket } = this;
    this.forgetSocket();
    socket?.close();
    this.refuse(code === 'unauthorized' ? unauthorized : forbidden, '', hubSays);
  }

  // Up to which offset the page has been brought.
  get offset(): number | null {
    return this.position?.offset ?? null;
  }

  // The network changed or the page is looked at again. An open connection is only asked for a
  // sign of life, since "offline" and "online" say nothing about a hub on the same machine.
  nudge(): void {
    if (this.socket !== null) {
      if (this.welcomed) this.probe();
    } else if (this.state.kind !== 'refused') {
      this.tryNow();
    }
  }

  private connect(): void {
    this.clearAttemptTimer();
    if (this.state.kind === 'refused' && this.welcome === null) {
      this.setState({ kind: 'connecting', since: this.around.now() });
    } else if (this.state.kind === 'refused') {
      this.setState({ ...this.reconnecting('closed', this.state.since, null), nextTryAt: null });
    } else if (this.state.kind === 'reconnecting') {
      this.setState({ ...this.state, attempt: this.attempt, nextTryAt: null });
    }
    const { position } = this;
    // No topics: a client that may not see all of them gets those that it may.
    const from = position ? `since=${position.epoch}:${position.offset}` : `last=${firstRows}`;
    const token = this.token === null ? '' : `&token=${encodeURIComponent(this.token)}`;
    const socket = this.around.open(from + token);
    this.socket = socket;
    this.welcomed = false;
    this.wentLive = false;
    this.drainMs = null;
    socket.onmessage = (event) => this.hear(event.data);
    socket.onclose = (event) => this.closed(event.code, event.reason);
    // A hub that is frozen still gets its connections accepted by its kernel, so an attempt
    // that is not welcomed in time has failed.
    this.attemptTimer = this.around.setTimer(() => {
      this.attemptTimer = null;
      this.lose('no answer from the hub');
    }, welcomeDeadlineMs);
  }

  private hear(data: unknown): void {
    this.lastHeard = this.around.now();
    this.probedAt = null;
    const message: ServerMessage =
      typeof data === 'string'
        ? parseServerMessage(data)
        : { type: 'unreadable', reason: 'a binary message' };
    switch (message.type) {
      case 'welcome':
        this.greet(message);
        break;
      case 'message':
        this.broughtUpTo(message.offset);
        break;
      case 'gap':
        // A history that lost its end counts anew from there, in the same epoch.
        if (message.reason === 'epoch_changed' && this.position) this.position.offset = 0;
        this.broughtUpTo(Math.max(0, message.before - 1));
        break;
      case 'heartbeat':
        this.broughtUpTo(message.offset);
        break;
      case 'live':
        this.broughtUpTo(message.offset);
        this.attempt = 0;
        this.wentLive = true;
        this.setState({ kind: 'live', since: this.lastHeard });
        break;
      case 'drain':
        this.drainMs = message.reconnectMs;
        break;
      case 'error':
        if (!accessErrors.has(message.code)) break;
        this.farewell = message;
        return;
    }
    this.listener.onMessage(message);
  }

  private greet(welcome: Welcome): void {
    this.clearAttemptTimer();
    this.welcomed = true;
    this.welcome = welcome;
    if (this.position && this.position.epoch !== welcome.epoch) {
      // Offsets of two epochs can't be compared: everything of the new history is new.
      this.position = { epoch: welcome.epoch, offset: 0 };
    }
    this.setState({ kind: 'catching_up', since: this.lastHeard });
    this.watchSilence();
  }

  private broughtUpTo(offset: number): void {
    if (!this.welcome) return;
    if (!this.position) this.position = { epoch: this.welcome.epoch, offset };
    else if (offset > this.position.offset) this.position.offset = offset;
  }

  private closed(code: number, reason: string): void {
    const { farewell, welcomed } = this;
    this.forgetSocket();
    const advice = closeAdvice(code);
    // A token that has run out is renewed by whoever gave it: a page that was given none of its own
    // comes back at once, one that was can't be admitted with it again.
    if (advice === 'stay_away' || (code === tokenExpired && this.token !== null)) {
      this.refuse(code, reason, farewell?.message ?? null);
      return;
    }
    if (farewell) this.listener.onMessage(farewell);
    let waitMs = backoffMs(this.attempt, () => this.around.random());
    if (advice === 'later') waitMs += laterFloorMs;
    // At once, but only from a connection that had become live: otherwise two programs could
    // chase one another without pause.
    if (advice === 'at_once' && this.wentLive) waitMs = this.drainMs ?? 0;
    else if (this.drainMs !== null) waitMs = Math.max(waitMs, this.drainMs);
    this.tryAgain(waitMs, 'closed', explainClose(code, reason));
    if (!welcomed) this.listener.onUnanswered();
  }

  private refuse(code: number, reason: string, hubSays: string | null): void {
    this.setState({
      kind: 'refused',
      since: this.around.now(),
      code,
      reason: explainClose(code, reason) ?? reason,
      hubSays,
      withToken: this.token !== null,
    });
  }

  // Gives up a socket that is open but mute, without waiting for its closing handshake.
  private lose(reason: string): void {
    const { socket, welcomed } = this;
    this.forgetSocket();
    socket?.close();
    const waitMs = welcomed ? 0 : backoffMs(this.attempt, () => this.around.random());
    this.tryAgain(waitMs, welcomed ? 'silent' : 'closed', reason);
  }

  private tryAgain(waitMs: number, cause: 'closed' | 'silent', reason: string | null): void {
    // Trouble has one beginning and one cause, however many attempts it takes to end it.
    const before = this.state;
    const state =
      before.kind === 'reconnecting'
        ? { ...before, reason: reason ?? before.reason }
        : before.kind === 'connecting'
          ? this.reconnecting('unreachable', before.since, reason)
          : this.reconnecting(cause, this.lastHeard, reason);
    this.attempt++;
    this.setState({ ...state, attempt: this.attempt, nextTryAt: this.around.now() + waitMs });
    this.attemptTimer = this.around.setTimer(() => {
      this.attemptTimer = null;
      this.connect();
    }, waitMs);
  }

  private reconnecting(
    cause: 'closed' | 'silent' | 'unreachable',
    since: number,
    reason: string | null,
  ): Extract<ConnectionState, { kind: 'reconnecting' }> {
    return { kind: 'reconnecting', cause, since, attempt: this.attempt, nextTryAt: null, reason };
  }

  // One timer that looks at the clock when it fires, rather than one that is set anew for each of
  // thousands of messages a second. A ping goes out before the limit, so that a hub with rarer
  // heartbeats is not taken for dead.
  private watchSilence(): void {
    const staleMs = 2 * (this.welcome?.heartbeatMs ?? defaultHeartbeatMs);
    const probeMs = staleMs * 0.75;
    const now = this.around.now();
    // A clock that was set back must not hide silence.
    if (this.lastHeard > now) this.lastHeard = now;
    const silentMs = now - this.lastHeard;
    if (silentMs >= staleMs) {
      this.lose('nothing heard');
      return;
    }
    if (silentMs >= probeMs) this.send({ type: 'ping' });
    const nextMs = silentMs >= probeMs ? staleMs - silentMs : probeMs - silentMs;
    this.silenceTimer = this.around.setTimer(() => this.watchSilence(), Math.max(nextMs, 1));
  }

  private probe(): void {
    if (this.probedAt !== null) return;
    const asked = this.around.now();
    this.probedAt = asked;
    this.send({ type: 'ping' });
    const { socket } = this;
    this.around.setTimer(() => {
      if (this.socket === socket && this.probedAt === asked) this.lose('nothing heard');
    }, probeDeadlineMs);
  }

  private send(message: { type: 'ping' }): void {
    this.socket?.send(JSON.stringify(message));
  }

  private forgetSocket(): void {
    if (this.socket) {
      this.socket.onmessage = null;
      this.socket.onclose = null;
    }
    this.socket = null;
    this.welcomed = false;
    this.farewell = null;
    this.probedAt = null;
    this.clearAttemptTimer();
    if (this.silenceTimer !== null) this.around.clearTimer(this.silenceTimer);
    this.silenceTimer = null;
  }

  private clearAttemptTimer(): void {
    if (this.attemptTimer !== null) this.around.clearTimer(this.attemptTimer);
    this.attemptTimer = null;
  }

  private setState(state: ConnectionState): void {
    this.state = state;
    this.listener.onState(state);
  }
}
