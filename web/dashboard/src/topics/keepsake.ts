// What is kept of a topic's last value: enough to show an extract of it and to tell whether the next
// one differs. A hundred thousand topics of 1 MiB would take the tab down.
import { extractOf, type Extract } from '../payload.ts';
import type { Payload } from '../message.ts';

const keptLength = 600;

export interface Keepsake {
  readonly extract: Extract;
  is(payload: Payload): boolean;
}

export function keepsake(payload: Payload): Keepsake {
  return new Kept(payload);
}

class Kept implements Keepsake {
  readonly #kept: Payload;
  readonly #length: number;
  #shown: Extract | null = null;

  constructor(payload: Payload) {
    this.#length = lengthOf(payload);
    this.#kept = this.#length <= keptLength ? payload : begun(payload);
    // The extract says how much is not in it, so a long one is made from the whole.
    if (this.#length > keptLength) this.#shown = ownExtract(payload);
  }

  // Made when it is looked at: most values are followed by others before that.
  get extract(): Extract {
    this.#shown ??= extractOf(this.#kept);
    return this.#shown;
  }

  // Of long values the beginning and the length are compared.
  is(payload: Payload): boolean {
    if (payload.kind !== this.#kept.kind || lengthOf(payload) !== this.#length) return false;
    if (payload.kind === 'binary') {
      const { bytes } = this.#kept as typeof payload;
      return bytes.every((byte, i) => byte === payload.bytes[i]);
    }
    return textOf(payload).startsWith(textOf(this.#kept));
  }
}

function textOf(payload: Payload): string {
  return payload.kind === 'text' ? payload.text : payload.kind === 'json' ? payload.source : '';
}

function lengthOf(payload: Payload): number {
  return payload.kind === 'binary' ? payload.bytes.length : textOf(payload).length;
}

function begun(payload: Payload): Payload {
  switch (payload.kind) {
    case 'binary':
      return { kind: 'binary', bytes: payload.bytes.slice(0, keptLength) };
    case 'text':
      return { kind: 'text', text: copied(payload.text.slice(0, keptLength)) };
    case 'json':
      return { kind: 'json', source: copied(payload.source.slice(0, keptLength)) };
  }
}

function ownExtract(payload: Payload): Extract {
  const { text, rest } = extractOf(payload);
  return { text: copied(text), rest };
}

// A slice keeps the whole text that it is a part of in memory; this doesn't.
function copied(text: string): string {
  return text.split('').join('');
}
