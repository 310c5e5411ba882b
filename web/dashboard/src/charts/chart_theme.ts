// The page's colours for a canvas, which knows nothing of CSS, and how lines differ without colour.
export type Tint = 'ink' | `hue-${number}`;

export interface ChartTheme {
  color(name: string): string;
  faint(name: string): string;
}

export function readTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const color = (name: string) => style.getPropertyValue(`--${name}`).trim() || '#888888';
  return { color, faint: (name) => `${color(name)}2e` };
}

// By rank: each line has a rhythm of its own.
const dashes: readonly (readonly number[])[] = [[], [7, 3], [2, 3], [9, 3, 2, 3], [12, 5], [4, 4]];

export function dashOf(rank: number): readonly number[] {
  return dashes[rank % dashes.length] as readonly number[];
}
