// A colour for each source, in the order in which the page meets them, so that the first eight
// differ. The name stands beside it: the colour only helps the eye.
const hues = 8;
const sourcesMax = 10_000;

export class SourceHues {
  #known = new Map<string, number>();

  of(source: string): number {
    let hue = this.#known.get(source);
    if (hue === undefined) {
      if (this.#known.size >= sourcesMax) this.#known.clear();
      hue = this.#known.size % hues;
      this.#known.set(source, hue);
    }
    return hue;
  }
}
