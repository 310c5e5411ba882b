// Where an export goes, piece by piece: into a file that the browser lets the page write, or into
// pieces of a Blob, which a browser may keep on disk, and from there to the downloads.
export interface Sink {
  write(text: string): Promise<void>;
  close(): Promise<void>;
  // Cancelled: nothing of it is to stay.
  abort(): Promise<void>;
}

type Picker = (options: { suggestedName: string }) => Promise<{ createWritable(): Promise<Sink> }>;

// Null: the person has thought better of it.
export async function openSink(name: string): Promise<Sink | null> {
  const { showSaveFilePicker } = window as { showSaveFilePicker?: Picker };
  if (!showSaveFilePicker) return new BlobSink(name);
  try {
    return await (await showSaveFilePicker({ suggestedName: name })).createWritable();
  } catch (problem) {
    if ((problem as Error).name === 'AbortError') return null;
    return new BlobSink(name);
  }
}

class BlobSink implements Sink {
  #parts: Blob[] = [];
  readonly #name: string;

  constructor(name: string) {
    this.#name = name;
  }

  write(text: string): Promise<void> {
    this.#parts.push(new Blob([text]));
    return Promise.resolve();
  }

  close(): Promise<void> {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(this.#parts));
    link.download = this.#name;
    link.click();
    // The download has begun with the click, but not every browser has opened the Blob by then.
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    return this.abort();
  }

  abort(): Promise<void> {
    this.#parts = [];
    return Promise.resolve();
  }
}
