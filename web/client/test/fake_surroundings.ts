// A network, a clock and chance that do only what a test tells them to.
import type { Socket } from '../src/connection.ts';
import type { Clock } from '../src/options.ts';

export class FakeSocket implements Socket {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  onerror: ((event: unknown) => void) | null = null;
  sent: unknown[] = [];
  closed = false;

  constructor(readonly url: string) {}

  get query(): string {
    return this.url.slice(this.url.indexOf('?') + 1);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.closed = true;
  }

  says(message: object): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  ends(code: number, reason = ''): void {
    this.onclose?.({ code, reason });
  }
}

export class FakeSurroundings implements Clock {
  readonly sockets: FakeSocket[] = [];
  // To be given as the constructor of WebSockets.
  readonly WebSocket: new (url: string) => FakeSocket;
  chance = 0.5;
  private clock = 1_000_000;
  private nextTimer = 1;
  private timers = new Map<number, { at: number; run: () => void }>();

  get socket(): FakeSocket {
    return this.sockets[this.sockets.length - 1] as FakeSocket;
  }

  constructor() {
    const { sockets } = this;
    this.WebSocket = class extends FakeSocket {
      constructor(url: string) {
        super(url);
        sockets.push(this);
      }
    };
  }

  now(): number {
    return this.clock;
  }

  readonly random = (): number => this.chance;

  setTimeout(run: () => void, afterMs: number): number {
    const timer = this.nextTimer++;
    this.timers.set(timer, { at: this.clock + afterMs, run });
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.timers.delete(timer as number);
  }

  // Lets time pass, running each timer at its own moment.
  pass(ms: number): void {
    const end = this.clock + ms;
    for (;;) {
      const due = [...this.timers].filter(([, timer]) => timer.at <= end);
      due.sort(([, a], [, b]) => a.at - b.at);
      const next = due[0];
      if (!next) break;
      const [id, timer] = next;
      this.timers.delete(id);
      this.clock = Math.max(this.clock, timer.at);
      timer.run();
    }
    this.clock = end;
  }

  // As a machine that slept: the clock jumps, and what was due runs late.
  sleep(ms: number): void {
    this.clock += ms;
    this.pass(0);
  }

  setBack(ms: number): void {
    this.clock -= ms;
    for (const timer of this.timers.values()) timer.at -= ms;
  }
}
