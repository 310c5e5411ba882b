import { Component, createRef } from 'preact';
import { keyHelp } from '../keys.ts';

export class HelpDialog extends Component<{ onClose: () => void }> {
  readonly #dialog = createRef<HTMLDialogElement>();

  override componentDidMount(): void {
    this.#dialog.current?.showModal();
  }

  render({ onClose }: { onClose: () => void }) {
    return (
      <dialog ref={this.#dialog} class="help" aria-labelledby="help-title" onClose={onClose}>
        <div class="detail-head">
          <h2 id="help-title">Keys</h2>
          <button type="button" class="plain" aria-label="Close" onClick={() => this.#dialog.current?.close()}>
            ✕
          </button>
        </div>
        <dl>
          {keyHelp().map(({ keys, does }) => (
            <div key={does}>
              <dt>
                {keys.map((key) => (
                  <kbd key={key}>{key}</kbd>
                ))}
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </dialog>
    );
  }
}
