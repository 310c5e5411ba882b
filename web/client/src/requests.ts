// What was asked of the hub and isn't answered yet, and what waits to be asked. The hub answers in
// order. Bounded: past the limits a request is refused at once.
import { CrierError } from './crier_error.ts';
import type { ServerMessage } from './protocol.ts';

export const requestsMax = 1000;
export const requestCharactersMax = 16 * 1024 * 1024;

export type Kind = 'subscribe' | 'unsubscribe' | 'publish';

interface Request {
  id: number;
  kind: Kind;
  text: string;
  resolve(offset: number): void;
  reject(why: CrierError): void;
}

export class Requests {
  #waiting: Request[] = [];
  #sent = new Map<number, Request>();
  #characters = 0;
  #lastId = 0;

  // `transmit` returns whether the text could be sent; false keeps it waiting.
  readonly #transmit: (text: string) => boolean;

  constructor(transmit: (text: string) => boolean) {
    this.#transmit = transmit;
  }

  get unanswered(): number {
    return this.#sent.size;
  }

  ask(kind: Kind, fields: object): Promise<number> {
    return new Promise((resolve, reject) => {
      const id = ++this.#lastId;
      const text = JSON.stringify({ type: kind, ...fields, id });
      const count = this.#waiting.length + this.#sent.size;
      if (count >= requestsMax || this.#characters + text.length > requestCharactersMax) {
        reject(new CrierError('overflow', `${count} requests wait`));
        return;
      }
      this.#characters += text.length;
      this.#waiting.push({ id, kind, text, resolve, reject });
      this.flush();
    });
  }

  flush(): void {
    let at = 0;
    for (const request of this.#waiting) {
      if (!this.#transmit(request.text)) break;
      this.#sent.set(request.id, request);
      at++;
    }
    this.#waiting.splice(0, at);
  }

  // What the message was the answer to, or null.
  answered(message: ServerMessage): Kind | null {
    switch (message.type) {
      case 'published':
        return this.#settle(message.id, (request) => request.resolve(message.offset));
      case 'error':
        return this.#settle(message.id, (request) => {
          request.reject(new CrierError(message.code, message.message));
        });
      case 'other':
        // "subscribed" answers a "subscribe", and carries no id.
        for (const { id, kind } of this.#sent.values()) {
          if (`${kind}d` === message.name) return this.#settle(id, (request) => request.resolve(0));
        }
    }
    return null;
  }

  // The connection has ended. What a publish became is unknown; filters are asked for again.
  cut(): void {
    const again: Request[] = [];
    for (const request of [...this.#sent.values()]) {
      if (request.kind === 'subscribe') again.push(request);
      else this.#drop(request);
      if (request.kind === 'publish') request.reject(unknown());
      // The next connection begins without that filter.
      if (request.kind === 'unsubscribe') request.resolve(0);
    }
    this.#sent.clear();
    this.#waiting.unshift(...again);
  }

  // No connection will follow.
  end(why: CrierError): void {
    this.cut();
    for (const request of this.#waiting.splice(0)) {
      this.#drop(request);
      request.reject(why);
    }
  }

  #settle(id: unknown, how: (request: Request) => void): Kind | null {
    const request = this.#sent.get(id as number);
    if (!request) return null;
    this.#sent.delete(request.id);
    this.#drop(request);
    how(request);
    return request.kind;
  }

  #drop(request: Request): void {
    this.#characters -= request.text.length;
  }
}

const unknown = () =>
  new CrierError('unknown', 'Cut off before the answer: it may be stored or not');
