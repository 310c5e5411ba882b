import { withCommas } from '../format.ts';
import { Component, type ComponentChildren } from 'preact';
import { payloadLength } from '../payload.ts';
import type { Payload } from '../message.ts';
import { payloadChunks } from './payload_chunks.ts';

interface Props {
  payload: Payload;
  narrow: boolean;
  children: ComponentChildren;
}

interface State {
  pretty: boolean;
  chunks: string[];
  whole: boolean;
}

// The whole payload; a long one chunk by chunk, and it says so.
export class PayloadView extends Component<Props, State> {
  #source: Iterator<string> = this.#begin(true);
  // One chunk is made ahead, to know whether there is another.
  #ahead: IteratorResult<string> | null = null;
  override state: State = { pretty: true, ...this.#next([]) };

  #begin(pretty: boolean): Iterator<string> {
    return payloadChunks(this.props.payload, pretty, this.props.narrow ? 8 : 16);
  }

  #next(before: string[]): { chunks: string[]; whole: boolean } {
    const chunk = this.#ahead ?? this.#source.next();
    if (chunk.done) return { chunks: before, whole: true };
    this.#ahead = this.#source.next();
    return { chunks: [...before, chunk.value], whole: this.#ahead.done === true };
  }

  readonly #more = () => this.setState(({ chunks }) => this.#next(chunks));

  readonly #toggle = () => {
    const pretty = !this.state.pretty;
    this.#source = this.#begin(pretty);
    this.#ahead = null;
    this.setState({ pretty, ...this.#next([]) });
  };

  render({ payload, children }: Props, { pretty, chunks, whole }: State) {
    const empty = chunks.length === 0;
    return (
      <section class="payload" aria-label="Payload">
        <div class="payload-head">
          <h3>Payload</h3>
          <span class="length">{payloadLength(payload)}</span>
          {payload.kind === 'json' && (
            <button type="button" aria-pressed={pretty} onClick={this.#toggle}>
              Indented
            </button>
          )}
        </div>
        {empty ? (
          <p class="empty-text">{payload.kind === 'binary' ? 'no bytes' : 'empty text'}</p>
        ) : (
          <pre class={payload.kind === 'binary' ? 'text whole hex' : 'text whole'} dir="auto" tabIndex={0}>
            {chunks.map((chunk, at) => (
              <span key={at}>{chunk}</span>
            ))}
          </pre>
        )}
        {!whole && (
          <p class="cut">
            Shown so far: {shownLength(payload, chunks)} of {payloadLength(payload)}.{' '}
            <button type="button" onClick={this.#more}>
              Show more
            </button>
          </p>
        )}
        <div class="copies">{children}</div>
      </section>
    );
  }
}

function shownLength(payload: Payload, chunks: readonly string[]): string {
  const characters = chunks.reduce((sum, chunk) => sum + chunk.length, 0);
  if (payload.kind !== 'binary') return `${withCommas(characters)} characters as they stand here`;
  const lines = chunks.reduce((sum, chunk) => sum + chunk.split('\n').length - 1, 0);
  const perLine = (chunks[0]?.indexOf('\n') ?? 0) > 60 ? 16 : 8;
  return `${withCommas(lines * perLine)} bytes`;
}
