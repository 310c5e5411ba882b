// The sources as they were at a moment of the past, told from the messages that led up to it and
// from what the hub has said of who came and went.
import { hubTime } from '../measure/hub_time.ts';
import type { Message } from '../message.ts';
import { SourceBook } from '../sources/source_book.ts';

export interface PastSources {
  book: SourceBook;
  // The moment, by the hub's clock, in ms.
  at: number;
  // From how many messages that is known.
  messages: number;
}

// `changes`: on $hub/publishers/#, of which those up to the offset count.
export function pastSources(messages: readonly Message[], changes: readonly Message[], upTo: number): PastSources {
  const book = new SourceBook();
  let at = 0;
  const before = changes.filter(({ offset }) => offset <= upTo);
  for (const message of [...before, ...messages].sort((a, b) => a.offset - b.offset)) {
    at = hubTime(message.time);
    book.add(message, at);
  }
  return { book, at, messages: messages.length };
}
