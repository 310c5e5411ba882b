// The hubs that share a history, and the one of them that this page speaks with: after one is lost
// the next one has its turn.
export class HubList {
  #origins: string[];
  #origin = '';

  // `own`: of the hub that served the page, which alone is known at first.
  constructor(own: string) {
    this.#origins = [own];
  }

  add(origins: readonly string[]): void {
    this.#origins = [...new Set([...this.#origins, ...origins])];
  }

  get origin(): string {
    return this.#origin || (this.#origins[0] as string);
  }

  get webSocket(): URL {
    return new URL('/ws', this.origin.replace(/^http/, 'ws'));
  }

  // For another attempt.
  next(): URL {
    const before = this.#origins.indexOf(this.#origin);
    this.#origin = this.#origins[(before + 1) % this.#origins.length] as string;
    return this.webSocket;
  }
}
