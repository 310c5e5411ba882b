import { withCommas } from '../format.ts';
import { Component, createRef } from 'preact';
import type { MessageStore } from '../store/message_store.ts';
import { doneText, type Exporter, type Wish } from './exporter.ts';

interface Props {
  exporter: Exporter;
  store: MessageStore;
  onClose: () => void;
  onRecording: (file: File) => void;
}

const kinds: [Wish['what'], string][] = [
  ['shown', 'What is shown'],
  ['offsets', 'From one offset to another'],
  ['times', 'From one time to another'],
];

export class ExportDialog extends Component<Props, Wish> {
  override state: Wish = { what: 'shown', format: 'ndjson', from: '', to: '', filtered: true };
  readonly #dialog = createRef<HTMLDialogElement>();

  override componentDidMount(): void {
    this.#dialog.current?.showModal();
  }

  readonly #submit = (event: Event) => {
    event.preventDefault();
    const { exporter, store } = this.props;
    void exporter.start({ ...this.state, filtered: this.state.filtered && store.filtered });
  };

  #choice(change: Partial<Wish>, label: string) {
    const [[name, value]] = Object.entries(change) as [[keyof Wish, string]];
    return (
      <label key={value}>
        <input type="radio" name={name} checked={this.state[name] === value} onChange={() => this.setState(change)} />
        {label}
      </label>
    );
  }

  #bound(name: 'from' | 'to', label: string) {
    const times = this.state.what === 'times';
    return (
      <label>
        {label}
        <input
          type={times ? 'datetime-local' : 'number'}
          min={times ? undefined : 0}
          step={times ? '0.001' : 1}
          value={this.state[name]}
          onInput={({ currentTarget }) => this.setState({ [name]: currentTarget.value })}
        />
      </label>
    );
  }

  render({ exporter, store, onClose, onRecording }: Props, { what, filtered }: Wish) {
    const { job, problem, running } = exporter;
    return (
      <dialog ref={this.#dialog} class="help export" aria-labelledby="export-title" onClose={onClose}>
        <div class="detail-head">
          <h2 id="export-title">Export</h2>
          <button type="button" class="plain" aria-label="Close" onClick={() => this.#dialog.current?.close()}>
            ✕
          </button>
        </div>
        <form onSubmit={this.#submit}>
          <fieldset>
            <legend>Messages</legend>
            {/* Offsets are no times. */}
            {kinds.map(([what, label]) => this.#choice({ what, from: '', to: '' }, label))}
            {what !== 'shown' && (
              <div class="bounds">
                {this.#bound('from', 'From')}
                {this.#bound('to', 'To')}
              </div>
            )}
            {what !== 'shown' && store.filtered && (
              <label>
                <input type="checkbox" checked={filtered} onChange={() => this.setState({ filtered: !filtered })} />
                Only what passes the filter
              </label>
            )}
          </fieldset>
          <fieldset>
            <legend>Format</legend>
            {this.#choice({ format: 'ndjson' }, 'NDJSON, the hub’s own lines')}
            {this.#choice({ format: 'csv' }, 'CSV')}
          </fieldset>
          <div class="line">
            {running ? (
              <button type="button" onClick={() => job?.cancel()}>
                Cancel
              </button>
            ) : (
              <button type="submit" class="primary">
                Export
              </button>
            )}
            {running && <progress aria-label="Exported" value={job?.progress} />}
          </div>
          <p class="outcome" role="status">
            {problem ?? (job && (running ? `${withCommas(job.written)} so far` : doneText(job)))}
          </p>
        </form>
        <label class="open-recording">
          Or look at a recorded file (NDJSON), which can be dropped on the page too
          <input
            type="file"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file) onRecording(file);
            }}
          />
        </label>
      </dialog>
    );
  }
}
