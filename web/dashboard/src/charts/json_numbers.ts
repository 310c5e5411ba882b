// Where the numbers of a JSON value are: celsius, axis.x, readings[2].
export type Step = string | number;

const depthMax = 5;
const elementsMax = 8;
const foundMax = 64;

export interface FoundNumber {
  steps: readonly Step[];
  path: string;
}

export function numbersIn(value: unknown): FoundNumber[] {
  const found: FoundNumber[] = [];
  look(value, [], found);
  return found;
}

function look(value: unknown, steps: readonly Step[], found: FoundNumber[]): void {
  if (found.length >= foundMax) return;
  if (typeof value === 'number') {
    found.push({ steps, path: pathText(steps) });
    return;
  }
  if (typeof value !== 'object' || value === null || steps.length >= depthMax) return;
  const members: Iterable<[Step, unknown]> = Array.isArray(value)
    ? value.slice(0, elementsMax).entries()
    : Object.entries(value);
  for (const [step, member] of members) look(member, [...steps, step], found);
}

export function numberAt(value: unknown, steps: readonly Step[]): number | null {
  let at: unknown = value;
  for (const step of steps) {
    if (typeof at !== 'object' || at === null) return null;
    at = (at as Record<Step, unknown>)[step];
  }
  return typeof at === 'number' ? at : null;
}

// A payload that is a number alone has no path.
function pathText(steps: readonly Step[]): string {
  if (steps.length === 0) return '(value)';
  return steps
    .map((step, i) => {
      if (typeof step === 'number') return `[${step}]`;
      if (/^[A-Za-z_$][\w$-]*$/.test(step)) return i === 0 ? step : `.${step}`;
      return `[${JSON.stringify(step)}]`;
    })
    .join('');
}
