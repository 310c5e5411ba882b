// The hub's rules for a topic, so that a person hears of them while typing.
const bytesMax = 255;

// Null: the hub takes it, as far as this page can tell.
export function topicProblem(topic: string): string | null {
  if (topic === '') return 'A topic has at least one character.';
  if (topic.includes('\0')) return 'A topic can’t contain a NUL character.';
  const wildcard = /[+#]/.exec(topic);
  if (wildcard) return `A topic can’t contain “${wildcard[0]}”: that is for filters.`;
  const bytes = new TextEncoder().encode(topic).length;
  if (bytes > bytesMax) return `A topic has at most ${bytesMax} bytes; this one has ${bytes}.`;
  if (topic === '$hub' || topic.startsWith('$hub/')) return 'Topics of $hub are the hub’s own.';
  return null;
}
