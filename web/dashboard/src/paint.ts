// Draws at most once a frame, and less often when drawing is slow or nobody could follow: after a
// draw that took 40 ms the page rests for as long, and what merely arrives in a burst of thousands
// a second is shown some ten times a second. What a person does is shown in the next frame.
const slowMs = 8;
const hiddenMs = 500;

export class Painter {
  // The least time between two draws that nobody asked for.
  paceMs = 0;
  #pending: 'no' | 'lazy' | 'urgent' = 'no';
  #drawnAt = 0;
  #restUntil = 0;
  // Frames asked for before the page was hidden or shown don't count any more.
  #asked = 0;
  readonly #draw: () => void;

  constructor(draw: () => void) {
    this.#draw = draw;
  }

  // Something has come.
  request(): void {
    if (this.#pending !== 'no') return;
    this.#pending = 'lazy';
    this.#schedule();
  }

  // A person has done something.
  requestNow(): void {
    if (this.#pending === 'urgent') return;
    this.#pending = 'urgent';
    this.#schedule();
  }

  // To be called when the page is hidden or shown: hidden pages get no frames, yet their title
  // should stay true.
  visibilityChanged(): void {
    this.#pending = 'urgent';
    this.#schedule();
  }

  #schedule(): void {
    const asked = ++this.#asked;
    const paint = () => this.#paint(asked);
    const paceMs = this.#pending === 'lazy' ? this.#drawnAt + this.paceMs : 0;
    const restMs = Math.max(this.#restUntil, paceMs) - performance.now();
    if (document.hidden) setTimeout(paint, hiddenMs);
    else if (restMs > 0) setTimeout(() => requestAnimationFrame(paint), restMs);
    else requestAnimationFrame(paint);
  }

  #paint(asked: number): void {
    if (asked !== this.#asked) return;
    this.#pending = 'no';
    const begin = performance.now();
    this.#draw();
    const end = performance.now();
    this.#drawnAt = end;
    this.#restUntil = end - begin > slowMs ? end + (end - begin) : 0;
  }
}
