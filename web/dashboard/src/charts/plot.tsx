// A chart on a canvas: drawn anew when its data, its width or the colour scheme has changed, and while
// the pointer moves over it.
import { Component, createRef } from 'preact';
import { readTheme, type Tint } from './chart_theme.ts';
import { drawPlot, type Frame } from './draw_plot.ts';

export interface Line {
  tint: Tint;
  dash: readonly number[];
  // Bars instead of a line, each as wide as to the next x.
  bars?: boolean;
  // The edge of a band, of which nothing but the ground between them is to be seen.
  edge?: boolean;
}

export type Column = readonly (number | null)[];

export interface PlotProps {
  label: string;
  lines: readonly Line[];
  // x, going up, then a column for each line.
  data: readonly Column[];
  // Drawn anew only when this changes.
  version: unknown;
  xTime: boolean;
  xText?: (x: number) => string;
  yText: (y: number) => string;
  // At zero, or wherever the values are.
  fromZero: boolean;
  xRange?: readonly [number, number];
  // The two columns between which the ground is tinted.
  band?: readonly [number, number];
  onCursor?: (index: number | null) => void;
}

export class Plot extends Component<PlotProps> {
  readonly #canvas = createRef<HTMLCanvasElement>();
  readonly #dark = matchMedia('(prefers-color-scheme: dark)');
  readonly #sizes = new ResizeObserver(() => this.#draw());
  #frame: Frame | null = null;
  #at: number | null = null;

  override componentDidMount() {
    this.#dark.addEventListener('change', this.#draw);
    // Draws it at once, too.
    if (this.#canvas.current) this.#sizes.observe(this.#canvas.current);
  }

  override componentWillUnmount() {
    this.#dark.removeEventListener('change', this.#draw);
    this.#sizes.disconnect();
  }

  override shouldComponentUpdate(next: PlotProps): boolean {
    return next.version !== this.props.version;
  }

  override componentDidUpdate() {
    this.#draw();
  }

  readonly #draw = () => {
    const canvas = this.#canvas.current;
    const context = canvas?.getContext('2d');
    if (!canvas || !context || canvas.clientWidth === 0) return;
    const { clientWidth, clientHeight } = canvas;
    const [width, height] = [clientWidth, clientHeight].map((each) => Math.round(each * devicePixelRatio)) as [number, number];
    // Setting them empties the canvas, even to what they are.
    if (canvas.width !== width) canvas.width = width;
    if (canvas.height !== height) canvas.height = height;
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
    this.#frame = drawPlot(context, this.props, readTheme(canvas), clientWidth, clientHeight, this.#at);
  };

  readonly #pointAt = (event: PointerEvent) => {
    if (!this.#frame || !this.props.onCursor) return;
    const { left, right, xMin, xMax } = this.#frame;
    this.#cursor(nearest(this.props.data[0] ?? [], xMin + ((event.offsetX - left) / (right - left)) * (xMax - xMin)));
  };

  readonly #leave = () => this.#cursor(null);

  #cursor(at: number | null): void {
    if (at === this.#at) return;
    this.#at = at;
    this.props.onCursor?.(at);
    this.#draw();
  }

  override render() {
    return (
      <canvas
        class="plot"
        ref={this.#canvas}
        role="img"
        aria-label={this.props.label}
        onPointerMove={this.#pointAt}
        onPointerLeave={this.#leave}
      />
    );
  }
}

function nearest(xs: Column, x: number): number | null {
  let low = 0;
  let high = xs.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((xs[middle] as number) + (xs[middle + 1] as number) < 2 * x) low = middle + 1;
    else high = middle;
  }
  return xs.length === 0 ? null : low;
}
