// A network, a clock and chance that do only what a test tells them to.
import type { Socket, Surroundings } from '../src/connection.ts';

export class FakeSocket implements Socket {
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  sent: unknown[] = [];
  closed = false;

  constructor(readonly query: string) {}

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

export class FakeSurroundings implements Surroundings {
  sockets: FakeSocket[] = [];
  chance = 0.5;
  private clock = 1_000_000;
  private nextTimer = 1;
  private timers = new Map<number, { at: number; run: () => void }>();

  get socket(): FakeSocket {
    return this.sockets[this.sockets.length - 1] as FakeSocket;
  }

  open(query: string): Socket {
    const socket = new FakeSocket(query);
    this.sockets.push(socket);
    return socket;
  }

  now(): number {
    return this.clock;
  }

  random(): number {
    return this.chance;
  }

  setTimer(run: () => void, afterMs: number): number {
    const timer = this.nextTimer++;
    this.timers.set(timer, { at: this.clock + afterMs, run });
    return timer;
  }

  clearTimer(timer: number): void {
    this.timers.delete(timer);
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
