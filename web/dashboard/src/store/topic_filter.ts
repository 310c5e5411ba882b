// MQTT's topic filters, as the hub understands them: `+` for one level, `#` for all further ones.
export type TopicTest = (topic: string) => boolean;

// Why a filter can't be one, for the person who types it; null: it can.
export function topicFilterProblem(filter: string): string | null {
  if (filter.includes('\0')) return 'A filter can’t contain a NUL character.';
  if (new TextEncoder().encode(filter).length > 255) return 'A filter has at most 255 bytes.';
  const levels = filter.split('/');
  for (const [at, level] of levels.entries()) {
    if (level.includes('#') && level !== '#') return `“#” must be a level of its own, not part of “${level}”.`;
    if (level.includes('+') && level !== '+') return `“+” must be a level of its own, not part of “${level}”.`;
    if (level === '#' && at < levels.length - 1) return '“#” can only be the last level.';
  }
  return null;
}

export function topicTest(filter: string): TopicTest {
  const levels = filter.split('/');
  const open = levels[levels.length - 1] === '#';
  if (open) levels.pop();
  const wild = open || levels.includes('+');
  if (!wild) return (topic) => topic === filter;
  // Topics of the hub's own are asked for by name.
  const hidesDollar = levels.length === 0 || levels[0] === '+';
  return (topic) => {
    if (hidesDollar && topic.startsWith('$')) return false;
    if (levels.length === 0) return true;
    const parts = topic.split('/');
    if (open ? parts.length < levels.length : parts.length !== levels.length) return false;
    return levels.every((level, at) => level === '+' || level === parts[at]);
  };
}
