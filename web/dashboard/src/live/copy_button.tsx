import { Component } from 'preact';
import { copyText } from '../clipboard.ts';

interface Props {
  name: string;
  text: () => string;
}

const saidMs = 2000;

export class CopyButton extends Component<Props, { said: string }> {
  override state = { said: '' };
  #timer: number | undefined;

  override componentWillUnmount(): void {
    window.clearTimeout(this.#timer);
  }

  readonly #copy = async () => {
    const copied = await copyText(this.props.text());
    this.setState({ said: copied ? 'Copied' : 'Not allowed' });
    window.clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => this.setState({ said: '' }), saidMs);
  };

  // Both words lie in the same place, so that the button keeps its width.
  render({ name }: Props, { said }: { said: string }) {
    return (
      <button type="button" class="copy" onClick={this.#copy}>
        <span class={said ? 'gone' : ''}>{name}</span>
        <span class="said" role="status">
          {said}
        </span>
      </button>
    );
  }
}
