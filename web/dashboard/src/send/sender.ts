// What a person is about to send, what became of what they have sent, and commands to broadcasters.
import { jsonProblem } from './json_problem.ts';
import { type Publish, refusalText } from './publish.ts';
import { type Draft, type Sent, SentHistory } from './sent_history.ts';
import { topicProblem } from './topic_problem.ts';
import type { Store } from '../token.ts';

export class Sender {
  draft: Draft = { topic: '', format: 'text', data: '' };
  // Messages on their way.
  pending = 0;
  readonly history: SentHistory;
  readonly #publish: Publish;
  readonly #epoch: () => string | null;
  readonly #changed: () => void;

  constructor(
    publish: Publish,
    epoch: () => string | null,
    storage: () => Store,
    changed: () => void,
  ) {
    this.#publish = publish;
    this.#epoch = epoch;
    this.#changed = changed;
    this.history = new SentHistory(storage);
  }

  edit(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    this.#changed();
  }

  async send({ topic, format, data }: Draft): Promise<void> {
    if (draftProblem({ topic, format, data }) !== null) return;
    this.pending++;
    this.#changed();
    const outcome: Pick<Sent, 'offset' | 'refusal'> = { offset: null, refusal: null };
    try {
      outcome.offset = await this.#publish(topic, format === 'json' ? { json: data } : data);
    } catch (problem) {
      outcome.refusal = refusalText(problem);
    }
    this.pending--;
    this.history.add({ topic, format, data, at: Date.now(), epoch: this.#epoch(), ...outcome });
    this.#changed();
  }

  clearHistory(): void {
    this.history.clear();
    this.#changed();
  }
}

export function draftProblem({ topic, format, data }: Draft): string | null {
  return topicProblem(topic) ?? (format === 'json' && jsonProblem(data) ? 'This is not JSON.' : null);
}
