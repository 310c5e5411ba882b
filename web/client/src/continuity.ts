// Proof that nothing is missing: every message names the one before it on its topic, so a hole
// shows itself, whoever made it. This checks what the hub promises instead of believing it.
// One number for each topic, of at most so many.
const topicsMax = 10_000;

export class Continuity {
  #lastOnTopic = new Map<string, number>();
  // Messages at or before this offset were never promised. Null: unknown until one comes.
  #base: number | null = null;

  // Up to where its topic was known, where a message is missing between there and `offset`; null
  // where none is.
  missingAfter(topic: string, offset: number, prev: number): number | null {
    if (this.#base === null) this.#base = offset - 1;
    const known = this.#lastOnTopic.get(topic) ?? this.#base;
    this.#lastOnTopic.set(topic, offset);
    if (this.#lastOnTopic.size > topicsMax) this.startAfter(offset);
    return prev > known ? known : null;
  }

  // After a gap that was told, or where other topics may come from here on. Null: a filter was
  // removed, and what comes again later may have been missed meanwhile, and rightly.
  startAfter(offset: number | null): void {
    this.#lastOnTopic.clear();
    this.#base = offset;
  }

  // A filter was added: topics that are unknown so far are promised from what comes next.
  widen(): void {
    this.#base = null;
  }
}
