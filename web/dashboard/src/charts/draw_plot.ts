// Draws a chart on a canvas: axes, bars, a band, lines, and what is under the pointer.
import { clockTime } from '../format.ts';
import { roundTicks, timeTicks } from './axis_ticks.ts';
import type { ChartTheme } from './chart_theme.ts';
import type { Column, Line, PlotProps } from './plot.tsx';

export interface Frame {
  left: number;
  right: number;
  top: number;
  bottom: number;
  xMin: number;
  xMax: number;
  yMin: number;
  yMax: number;
}

type Scale = (value: number) => number;

const font = '11px system-ui, sans-serif';

// Null: there is nothing in it that could be pointed at.
export function drawPlot(
  context: CanvasRenderingContext2D,
  props: PlotProps,
  theme: ChartTheme,
  width: number,
  height: number,
  at: number | null,
): Frame | null {
  context.clearRect(0, 0, width, height);
  context.font = font;
  const frame = frameOf(context, props, width, height);
  const x: Scale = (value) => frame.left + ((value - frame.xMin) / (frame.xMax - frame.xMin || 1)) * (frame.right - frame.left);
  const y: Scale = (value) => frame.bottom - ((value - frame.yMin) / (frame.yMax - frame.yMin)) * (frame.bottom - frame.top);
  drawAxes(context, props, theme, frame, x, y);
  const [xs = [], ...columns] = props.data;
  if (xs.length === 0) return null;
  if (props.band) drawBand(context, props, theme, xs, x, y);
  props.lines.forEach((line, i) => {
    const column = columns[i] ?? [];
    if (line.bars) drawBars(context, theme, line, xs, column, x, y);
    else if (!line.edge) drawLine(context, theme, line, xs, column, x, y);
  });
  if (at !== null && at < xs.length) drawCursor(context, props, theme, frame, at, x, y);
  return frame;
}

function frameOf(context: CanvasRenderingContext2D, props: PlotProps, width: number, height: number): Frame {
  const [xs = [], ...columns] = props.data;
  let low = Infinity;
  let high = -Infinity;
  for (const column of columns) {
    for (const value of column) {
      if (value === null) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  const [yMin, yMax] = yRange(low, high, props.fromZero);
  const widest = Math.max(...yTicks(yMin, yMax).map((each) => context.measureText(props.yText(each)).width));
  const [xMin, xMax] = props.xRange ?? [xs[0] ?? 0, xs[xs.length - 1] ?? 1];
  return { left: Math.ceil(widest) + 10, right: width - 4, top: 8, bottom: height - 24, xMin, xMax, yMin, yMax };
}

const yTicks = (min: number, max: number) => roundTicks(min, max, 6);

function yRange(low: number, high: number, fromZero: boolean): [number, number] {
  if (low > high) return [0, 1];
  if (fromZero && low >= 0) return [0, high > 0 ? high * 1.08 : 1];
  const room = (high - low || Math.abs(high) || 1) * 0.08;
  return [low - room, high + room];
}

function drawAxes(
  context: CanvasRenderingContext2D,
  props: PlotProps,
  theme: ChartTheme,
  frame: Frame,
  x: Scale,
  y: Scale,
): void {
  const { left, right, bottom, xMin, xMax, yMin, yMax } = frame;
  context.strokeStyle = theme.color('line');
  context.fillStyle = theme.color('muted');
  context.lineWidth = 1;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  for (const each of yTicks(yMin, yMax)) {
    // On whole pixels, or it would be blurred over two.
    const at = Math.round(y(each)) + 0.5;
    stroke(context, [], () => (context.moveTo(left, at), context.lineTo(right, at)));
    context.fillText(props.yText(each), left - 8, at);
  }
  // Nothing says yet where x begins and ends.
  if (xMax <= xMin || (!props.xRange && !props.data[0]?.length)) return;
  context.textAlign = 'center';
  context.textBaseline = 'top';
  for (const [each, text] of xTexts(props, xMin, xMax, (right - left) / 90)) {
    // As long as it is: none is cut off at the edge.
    const half = context.measureText(text).width / 2;
    context.fillText(text, Math.min(Math.max(x(each), half), right - half), bottom + 8);
  }
}

function xTexts({ xTime, xText }: PlotProps, min: number, max: number, most: number): [number, string][] {
  if (!xTime) return roundTicks(min, max, most).map((each) => [each, xText?.(each) ?? String(each)]);
  const zone = -new Date(max * 1000).getTimezoneOffset() * 60;
  const ticks = timeTicks(min, max, most, zone);
  const length = ticks.some((each) => each % 60 !== 0) ? 8 : 5;
  return ticks.map((each) => [each, clockTime(each * 1000).slice(0, length)]);
}

function drawBand(
  context: CanvasRenderingContext2D,
  { lines, data, band }: PlotProps,
  theme: ChartTheme,
  xs: Column,
  x: Scale,
  y: Scale,
): void {
  const [upper, lower] = [data[band?.[0] ?? 0] ?? [], data[band?.[1] ?? 0] ?? []];
  context.fillStyle = theme.faint(lines[(band?.[0] ?? 1) - 1]?.tint ?? 'ink');
  for (let from = 0; from < xs.length; from++) {
    let to = from;
    while (to < xs.length && upper[to] != null && lower[to] != null) to++;
    if (to === from) continue;
    context.beginPath();
    for (let i = from; i < to; i++) context.lineTo(x(xs[i] as number), y(upper[i] as number));
    for (let i = to - 1; i >= from; i--) context.lineTo(x(xs[i] as number), y(lower[i] as number));
    context.fill();
    from = to;
  }
}

function drawBars(
  context: CanvasRenderingContext2D,
  theme: ChartTheme,
  { tint }: Line,
  xs: Column,
  column: Column,
  x: Scale,
  y: Scale,
): void {
  context.fillStyle = theme.faint(tint);
  context.strokeStyle = theme.color(tint);
  context.lineWidth = 1;
  context.setLineDash([]);
  for (let i = 0; i + 1 < xs.length; i++) {
    const value = column[i];
    if (!value) continue;
    const left = Math.round(x(xs[i] as number)) + 1.5;
    const top = Math.round(y(value)) + 0.5;
    const box = [left, top, Math.round(x(xs[i + 1] as number)) - left - 0.5, y(0) - top] as const;
    context.fillRect(...box);
    context.strokeRect(...box);
  }
}

function drawLine(
  context: CanvasRenderingContext2D,
  theme: ChartTheme,
  { tint, dash }: Line,
  xs: Column,
  column: Column,
  x: Scale,
  y: Scale,
): void {
  context.strokeStyle = theme.color(tint);
  context.lineWidth = 1.5;
  stroke(context, dash, () => {
    let within = false;
    for (let i = 0; i < xs.length; i++) {
      const value = column[i] ?? null;
      if (value === null) within = false;
      else if (within) context.lineTo(x(xs[i] as number), y(value));
      else {
        context.moveTo(x(xs[i] as number), y(value));
        within = true;
      }
    }
  });
}

function drawCursor(
  context: CanvasRenderingContext2D,
  { lines, data }: PlotProps,
  theme: ChartTheme,
  frame: Frame,
  at: number,
  x: Scale,
  y: Scale,
): void {
  const place = x(data[0]?.[at] as number);
  context.strokeStyle = theme.color('muted');
  context.lineWidth = 1;
  stroke(context, [3, 3], () => (context.moveTo(place, frame.top), context.lineTo(place, frame.bottom)));
  lines.forEach(({ tint, edge, bars }, i) => {
    const value = data[i + 1]?.[at];
    if (edge || bars || value == null) return;
    context.fillStyle = theme.color(tint);
    context.beginPath();
    context.arc(place, y(value), 3, 0, 7);
    context.fill();
  });
}

function stroke(context: CanvasRenderingContext2D, dash: readonly number[], path: () => void): void {
  context.setLineDash([...dash]);
  context.beginPath();
  path();
  context.stroke();
}
