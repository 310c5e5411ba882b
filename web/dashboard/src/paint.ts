// Draws at most once a frame, and less often when drawing is slow: after a draw that took 40 ms
// the page rests for as long, so that it still answers its user in a burst of thousands a second.
const slowMs = 8;
const hiddenMs = 500;

export class Painter {
  private pending = false;
  private restUntil = 0;
  // Frames asked for before the page was hidden or shown don't count any more.
  private asked = 0;

  constructor(private readonly draw: () => void) {}

  request(): void {
    if (this.pending) return;
    this.pending = true;
    this.schedule();
  }

  // To be called when the page is hidden or shown: hidden pages get no frames, yet their title
  // should stay true.
  visibilityChanged(): void {
    this.pending = true;
    this.schedule();
  }

  private schedule(): void {
    const asked = ++this.asked;
    const paint = () => this.paint(asked);
    const restMs = this.restUntil - performance.now();
    if (document.hidden) setTimeout(paint, hiddenMs);
    else if (restMs > 0) setTimeout(() => requestAnimationFrame(paint), restMs);
    else requestAnimationFrame(paint);
  }

  private paint(asked: number): void {
    if (asked !== this.asked) return;
    this.pending = false;
    const begin = performance.now();
    this.draw();
    const end = performance.now();
    this.restUntil = end - begin > slowMs ? end + (end - begin) : 0;
  }
}
