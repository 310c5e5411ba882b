// A command to a broadcaster over its control topic. What is left empty it keeps as it is.
import type { Draft } from './sent_history.ts';

export interface Command {
  text: string;
  minInterval: string;
  maxInterval: string;
}

const units: Record<string, number> = { us: 1e-3, ms: 1, s: 1e3, m: 60e3, h: 3.6e6, d: 86.4e6 };

// Milliseconds, or null where it is no duration such as 250ms, 1.5s or 10m.
export function durationMs(text: string): number | null {
  const match = /^(\d+\.?\d*|\.\d+)(us|ms|s|m|h|d)$/.exec(text.trim());
  return match ? Number(match[1]) * (units[match[2] as string] as number) : null;
}

export function commandProblem({ minInterval, maxInterval }: Command): string | null {
  const limits = [minInterval, maxInterval].filter((text) => text.trim() !== '');
  const wrong = limits.find((text) => durationMs(text) === null);
  if (wrong !== undefined) return `“${wrong}” is not a duration such as 250ms, 1.5s or 10m.`;
  const [min = 0, max = 0] = limits.map((text) => durationMs(text) as number);
  return limits.length === 2 && min > max ? 'The shortest interval is longer than the longest.' : null;
}

// `paused`: left out where the command doesn't change it.
export function commandDraft(source: string, command: Partial<Command>, paused?: boolean): Draft {
  const { text, minInterval, maxInterval } = command;
  const members = {
    text: text || undefined,
    min_interval: minInterval?.trim() || undefined,
    max_interval: maxInterval?.trim() || undefined,
    paused,
  };
  return { topic: `control/${source}`, format: 'json', data: JSON.stringify(members) };
}
