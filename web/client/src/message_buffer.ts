// What an async iterator has not been asked for yet. It is bounded: at its limit the client goes
// away, and resumes from its position once all has been read.
import type { Message } from './protocol.ts';

export interface BufferLimits {
  messages: number;
  // Of the hub's JSON text.
  characters: number;
}

type Waiter = {
  resolve(result: IteratorResult<Message, undefined>): void;
  reject(why: Error): void;
};

export class MessageBuffer implements AsyncIterableIterator<Message> {
  #items: { message: Message; characters: number }[] = [];
  #characters = 0;
  #waiters: Waiter[] = [];
  #ended: { why: Error | null } | null = null;

  readonly #limits: BufferLimits;
  readonly #onRead: () => void;
  readonly #onReturn: (buffer: MessageBuffer) => void;

  constructor(limits: BufferLimits, onRead: () => void, onReturn: (buffer: MessageBuffer) => void) {
    this.#limits = limits;
    this.#onRead = onRead;
    this.#onReturn = onReturn;
  }

  get isFull(): boolean {
    const { messages, characters } = this.#limits;
    return this.#items.length >= messages || this.#characters >= characters;
  }

  get isEmpty(): boolean {
    return this.#items.length === 0;
  }

  push(message: Message, characters: number): void {
    const waiter = this.#waiters.shift();
    if (waiter) {
      waiter.resolve({ value: message, done: false });
      return;
    }
    this.#items.push({ message, characters });
    this.#characters += characters;
  }

  // What is buffered can still be read; then the iteration ends, with `why` if there is one.
  end(why: Error | null): void {
    this.#ended ??= { why };
    for (const waiter of this.#waiters.splice(0)) this.#finish(waiter);
  }

  next(): Promise<IteratorResult<Message, undefined>> {
    return new Promise((resolve, reject) => {
      const item = this.#items.shift();
      if (item) {
        this.#characters -= item.characters;
        resolve({ value: item.message, done: false });
        this.#onRead();
      } else if (this.#ended) {
        this.#finish({ resolve, reject });
      } else {
        this.#waiters.push({ resolve, reject });
      }
    });
  }

  return(): Promise<IteratorResult<Message, undefined>> {
    this.#items = [];
    this.#characters = 0;
    this.#ended = { why: null };
    this.end(null);
    this.#onReturn(this);
    return this.next();
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  // An error is thrown once; after it the iteration is over.
  #finish({ resolve, reject }: Waiter): void {
    const why = this.#ended?.why;
    this.#ended = { why: null };
    if (why) reject(why);
    else resolve({ value: undefined, done: true });
  }
}
