import { Component } from 'preact';
import { type Command, commandDraft, commandProblem } from './broadcaster_command.ts';
import type { Sender } from './sender.ts';
import { topicProblem } from './topic_problem.ts';

interface Props {
  sender: Sender;
  sources: string[];
}

interface State extends Command {
  source: string;
}

const fields: [keyof Command, string, string][] = [
  ['text', 'Text', 'as it is'],
  ['minInterval', 'Shortest interval', '1s'],
  ['maxInterval', 'Longest interval', '10s'],
];

export class BroadcasterForm extends Component<Props, State> {
  override state: State = { source: '', text: '', minInterval: '', maxInterval: '' };

  readonly #submit = (event: Event) => {
    event.preventDefault();
    const { source, ...command } = this.state;
    void this.props.sender.send(commandDraft(source, command));
  };

  #pause(paused: boolean): void {
    void this.props.sender.send(commandDraft(this.state.source, {}, paused));
  }

  render({ sources }: Props, state: State) {
    const { source, ...command } = state;
    const sourceSays = source === '' ? null : topicProblem(`control/${source}`);
    const says = sourceSays ?? commandProblem(command);
    const nobody = source === '' || sourceSays !== null;
    const nothing = Object.values(command).every((text) => text.trim() === '');
    return (
      <form class="card" aria-labelledby="drive-title" onSubmit={this.#submit}>
        <h2 id="drive-title">Drive a broadcaster</h2>
        <p class="nothing">A broadcaster obeys what comes on control/SOURCE. What is left empty stays as it is.</p>
        <div class="drive-fields">
          <div>
            <label for="drive-source">Source</label>
            <input
              id="drive-source"
              list="drive-sources"
              autocomplete="off"
              autocapitalize="off"
              spellcheck={false}
              value={source}
              onInput={({ currentTarget }) => this.setState({ source: currentTarget.value })}
            />
            <datalist id="drive-sources">
              {sources.map((name) => (
                <option key={name} value={name} />
              ))}
            </datalist>
          </div>
          {fields.map(([name, label, hint]) => (
            <div key={name}>
              <label for={`drive-${name}`}>{label}</label>
              <input
                id={`drive-${name}`}
                placeholder={hint}
                autocomplete="off"
                value={state[name]}
                onInput={({ currentTarget }) => this.setState({ [name]: currentTarget.value })}
              />
            </div>
          ))}
        </div>
        <p class="problem" role="status">
          {says}
        </p>
        <div class="line">
          <button type="submit" disabled={nobody || says !== null || nothing}>
            Set
          </button>
          <button type="button" disabled={nobody} onClick={() => this.#pause(true)}>
            Pause it
          </button>
          <button type="button" disabled={nobody} onClick={() => this.#pause(false)}>
            Let it go on
          </button>
        </div>
      </form>
    );
  }
}
