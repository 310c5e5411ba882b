// A chart is some 500 pixels wide and has 900 seconds: five of them become one point, so that a line
// shows its course and not its noise. Groups begin at whole fives, or each second would move them all.
export const groupSeconds = 5;

export interface Groups {
  // Where each group begins.
  seconds: number[];
  // Of each group, the place of its first second, and of the one after its last.
  spans: [number, number][];
}

// Only what is over: the last group would change with each second.
export function groupsOf(seconds: readonly number[]): Groups {
  const groups: Groups = { seconds: [], spans: [] };
  for (let from = 0; from < seconds.length; ) {
    const begin = Math.floor((seconds[from] as number) / groupSeconds) * groupSeconds;
    const to = Math.min(seconds.length, from + begin + groupSeconds - (seconds[from] as number));
    if ((seconds[to - 1] as number) < begin + groupSeconds - 1) break;
    groups.seconds.push(begin);
    groups.spans.push([from, to]);
    from = to;
  }
  return groups;
}

export function means({ spans }: Groups, values: readonly number[]): number[] {
  return spans.map(([from, to]) => values.slice(from, to).reduce((a, b) => a + b, 0) / (to - from));
}

export function middles(groups: Groups, values: readonly (number | null)[]): (number | null)[] {
  return ofKnown(groups, values, (known) => known.sort((a, b) => a - b)[known.length >> 1] as number);
}

export function mosts(groups: Groups, values: readonly (number | null)[]): (number | null)[] {
  return ofKnown(groups, values, (known) => Math.max(...known));
}

function ofKnown(
  { spans }: Groups,
  values: readonly (number | null)[],
  merge: (known: number[]) => number,
): (number | null)[] {
  return spans.map(([from, to]) => {
    const known = values.slice(from, to).filter((value) => value !== null);
    return known.length === 0 ? null : merge(known);
  });
}
