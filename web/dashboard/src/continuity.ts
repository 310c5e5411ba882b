// Proof that nothing is missing: every message names the one before it on its topic, so a hole
// shows itself, whoever made it. This checks what the hub promises instead of believing it.
const topicsMax = 10_000;

export class Continuity {
  private lastOnTopic = new Map<string, number>();
  // Messages at or before this offset were never promised to this page.
  private base: number | null = null;

  // The offset of a message that ought to have come before this one and did not, or null.
  missingBefore(topic: string, offset: number, prev: number): number | null {
    if (this.base === null) this.base = offset - 1;
    const known = this.lastOnTopic.get(topic) ?? this.base;
    this.lastOnTopic.set(topic, offset);
    if (this.lastOnTopic.size > topicsMax) this.startAfter(offset);
    return prev > known ? prev : null;
  }

  // After a gap that was told, or at the beginning of another history.
  startAfter(offset: number): void {
    this.lastOnTopic.clear();
    this.base = offset;
  }
}
