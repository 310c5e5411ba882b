import { Component } from 'preact';
import { jsonProblem } from './json_problem.ts';
import { Outcome } from './outcome.tsx';
import type { Sender } from './sender.ts';
import { topicProblem } from './topic_problem.ts';

export class SendForm extends Component<{ sender: Sender }> {
  // The page is drawn with each message that comes, and what is typed may be a megabyte.
  #checked = { data: '', problem: null as string | null };

  #problemOf(data: string): string | null {
    if (data !== this.#checked.data) this.#checked = { data, problem: data.trim() === '' ? null : jsonProblem(data) };
    return this.#checked.problem;
  }

  readonly #submit = (event: Event) => {
    event.preventDefault();
    const { sender } = this.props;
    void sender.send(sender.draft);
  };

  readonly #keyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) this.#submit(event);
  };

  render({ sender }: { sender: Sender }) {
    const { draft, history } = sender;
    const topicSays = draft.topic === '' ? null : topicProblem(draft.topic);
    const json = draft.format === 'json' ? this.#problemOf(draft.data) : null;
    const incomplete = draft.topic === '' || (draft.format === 'json' && draft.data.trim() === '');
    const last = history.entries[0];
    return (
      <form class="card" aria-labelledby="send-title" onSubmit={this.#submit} onKeyDown={this.#keyDown}>
        <h2 id="send-title">Send a message</h2>
        <label for="send-topic">Topic</label>
        <input
          id="send-topic"
          class="mono"
          placeholder="hello/me"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          value={draft.topic}
          aria-invalid={topicSays !== null}
          aria-describedby="send-topic-problem"
          onInput={({ currentTarget }) => sender.edit({ topic: currentTarget.value })}
        />
        <p id="send-topic-problem" class="problem" role="status">
          {topicSays}
        </p>
        <div class="line" role="group" aria-label="Format">
          <label for="send-data">Message</label>
          {(['text', 'json'] as const).map((format) => (
            <button
              key={format}
              type="button"
              aria-pressed={draft.format === format}
              onClick={() => sender.edit({ format })}
            >
              {format === 'text' ? 'Text' : 'JSON'}
            </button>
          ))}
        </div>
        <textarea
          id="send-data"
          class={draft.format === 'json' ? 'mono' : ''}
          rows={6}
          spellcheck={false}
          value={draft.data}
          aria-invalid={json !== null}
          aria-describedby="send-data-problem"
          onInput={({ currentTarget }) => sender.edit({ data: currentTarget.value })}
        />
        <p id="send-data-problem" class="problem" role="status">
          {json}
        </p>
        <div class="line">
          <button type="submit" class="primary" disabled={incomplete || topicSays !== null || json !== null}>
            Send
          </button>
          <p class="outcome" role="status" aria-label="What became of it">
            {sender.pending > 0 ? 'On its way …' : last ? <Outcome sent={last} /> : <kbd>Ctrl+Enter</kbd>}
          </p>
        </div>
      </form>
    );
  }
}
