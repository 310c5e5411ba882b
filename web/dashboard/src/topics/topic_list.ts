// The answer to GET /api/v1/topics, read as it arrives: one JSON.parse of a hundred thousand topics
// would stop the page for longer than a frame.
export interface ListedTopic {
  topic: string;
  count: number;
}

export const topicsPath = '/api/v1/topics';

// A topic has 255 bytes and its part of the ledger a few hundred; what is much longer is none.
const objectMax = 16 * 1024;
const sliceCharacters = 16 * 1024;

// Finds the objects of the array in {"topics":[…]}, in whatever pieces the text comes.
export class TopicListReader {
  // Objects that are no topics.
  unreadable = 0;
  #depth = 0;
  #inString = false;
  #escaped = false;
  #object = '';
  readonly #take: (listed: ListedTopic) => void;

  constructor(take: (listed: ListedTopic) => void) {
    this.#take = take;
  }

  read(text: string): void {
    let begin = this.#depth >= 3 ? 0 : -1;
    for (let at = 0; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (this.#inString) {
        if (this.#escaped) this.#escaped = false;
        else if (char === 92) this.#escaped = true;
        else if (char === 34) this.#inString = false;
      } else if (char === 34) {
        this.#inString = true;
      } else if (char === 123 || char === 91) {
        if (++this.#depth === 3) begin = at;
      } else if (char === 125 || char === 93) {
        if (this.#depth-- === 3) {
          this.#end(this.#object + text.slice(begin, at + 1));
          begin = -1;
        }
      }
    }
    if (begin >= 0) this.#object += text.slice(begin);
    if (this.#object.length > objectMax) this.#object = this.#object.slice(0, objectMax + 1);
  }

  #end(object: string): void {
    this.#object = '';
    const listed = object.length > objectMax ? null : listedOf(object);
    if (listed) this.#take(listed);
    else this.unreadable++;
  }
}

function listedOf(object: string): ListedTopic | null {
  try {
    const { topic, count } = JSON.parse(object) as Record<string, unknown>;
    if (typeof topic !== 'string' || topic === '' || topic.length > 255) return null;
    if (typeof count !== 'number' || !Number.isSafeInteger(count) || count < 0) return null;
    return { topic, count };
  } catch {
    return null;
  }
}

export interface Chunks {
  read(): Promise<{ done: boolean; value?: Uint8Array | undefined }>;
}

// `rest` gives the page its turn between two slices. Returns how many could not be read.
export async function readTopics(
  chunks: Chunks,
  take: (listed: ListedTopic) => void,
  rest: () => Promise<void>,
): Promise<number> {
  const reader = new TopicListReader(take);
  const decoder = new TextDecoder();
  for (;;) {
    const { done, value } = await chunks.read();
    const text = decoder.decode(value, { stream: !done });
    for (let at = 0; at < text.length; at += sliceCharacters) {
      reader.read(text.slice(at, at + sliceCharacters));
      await rest();
    }
    if (done) return reader.unreadable;
  }
}
