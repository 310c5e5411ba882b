// Typed events. A listener that throws neither keeps the others from hearing nor breaks the client:
// its exception is thrown where nobody can catch it, as an event target's is.
export class Emitter<Events extends { [name in keyof Events]: unknown[] }> {
  #listeners: { [Name in keyof Events]?: Set<(...args: Events[Name]) => void> } = {};

  on<Name extends keyof Events>(name: Name, listener: (...args: Events[Name]) => void): () => void {
    const all = (this.#listeners[name] ??= new Set());
    all.add(listener);
    return () => void all.delete(listener);
  }

  emit<Name extends keyof Events>(name: Name, ...args: Events[Name]): void {
    for (const listener of this.#listeners[name] ?? []) {
      try {
        listener(...args);
      } catch (problem) {
        queueMicrotask(() => {
          throw problem;
        });
      }
    }
  }
}
