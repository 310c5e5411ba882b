import { Component, createRef } from 'preact';
import type { AccessText } from '../access_text.ts';
import type { PageActions } from '../page_state.ts';

interface Props {
  text: AccessText;
  // Beside rows it is a bar above them; without any it is what the page shows.
  beside: boolean;
  tone: string;
  actions: PageActions;
}

export function AccessRequest({ text, beside, tone, actions }: Props) {
  return (
    <section class={beside ? `access trouble ${tone}` : 'access empty'}>
      <h2>{text.heading}</h2>
      {text.hubSays && (
        <p id="hub-says">
          The hub says: <q dir="auto">{text.hubSays}</q>
        </p>
      )}
      <p>{text.advice}</p>
      <TokenForm text={text} takeFocus={!beside} actions={actions} />
    </section>
  );
}

interface FormProps {
  text: AccessText;
  takeFocus: boolean;
  actions: PageActions;
}

class TokenForm extends Component<FormProps, { invalid: boolean }> {
  override state = { invalid: false };
  readonly #input = createRef<HTMLInputElement>();

  // Where it is all that there is to do, but never away from something that a person is using.
  override componentDidMount() {
    if (this.props.takeFocus && document.activeElement === document.body) this.#input.current?.focus();
  }

  readonly #submit = (event: Event) => {
    event.preventDefault();
    const { current } = this.#input;
    if (!current) return;
    const used = this.props.actions.useToken(current.value);
    current.value = '';
    this.setState({ invalid: !used });
  };

  render({ text, actions }: FormProps, { invalid }: { invalid: boolean }) {
    const described = invalid ? 'token-problem' : text.hubSays ? 'hub-says' : undefined;
    return (
      <form onSubmit={this.#submit}>
        <label for="token">Token</label>
        <div class="token-line">
          <input
            ref={this.#input}
            id="token"
            type="password"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-invalid={invalid}
            aria-describedby={described}
          />
          <button type="submit" class="primary">
            Use token
          </button>
          {text.retry && (
            <button type="button" onClick={actions.tryNow}>
              Try again
            </button>
          )}
        </div>
        {invalid && (
          <p id="token-problem" role="alert">
            That is no token. A token is one line of at most 8 KiB.
          </p>
        )}
      </form>
    );
  }
}
