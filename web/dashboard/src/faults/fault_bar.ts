// The bar at the bottom of the page: a button for each fault, whom it strikes, and what is on. It isn't
// drawn with the page, which is as small without it.
import { count } from '../payload.ts';
import type { Fault, HubFaults, Target, Wanted } from './hub_faults.ts';

const everybody = 'Every subscriber';

interface Button {
  label: string;
  title: string;
  wanted: Omit<Wanted, 'duration_s'>;
}

const buttons: Button[] = [
  { label: 'Drop 20 %', title: 'A fifth of the messages is never sent', wanted: { fault: 'drop', percent: 20 } },
  { label: 'Double', title: 'Every message is sent twice', wanted: { fault: 'duplicate' } },
  { label: 'Delay 1 s', title: 'Every message is a second late', wanted: { fault: 'delay', delay_ms: 1000 } },
  { label: 'Freeze', title: 'Nothing comes, and nobody is told', wanted: { fault: 'freeze' } },
  { label: 'Cut', title: 'Connections break off, as often as they come back', wanted: { fault: 'cut' } },
];

function element<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[Tag] {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

export class FaultBar {
  #targets = new Map<string, Target>();
  readonly #faults: HubFaults;
  // Something was begun or ended.
  readonly #changed: () => void;
  readonly #target = element('select', { ariaLabel: 'Whom a fault strikes' }, element('option', {}, everybody));
  readonly #seconds = element(
    'select',
    { ariaLabel: 'How long a fault lasts' },
    ...[5, 10, 30, 60].map((seconds) => element('option', { value: String(seconds), selected: seconds === 10 }, `${seconds} s`)),
  );
  readonly #buttons: HTMLButtonElement[];
  readonly #active = element('ul');
  readonly #outcome = element('p', { role: 'status' });

  constructor(faults: HubFaults, changed: () => void) {
    this.#faults = faults;
    this.#changed = changed;
    this.#buttons = buttons.map(({ label, title, wanted }) =>
      element('button', { type: 'button', title, onclick: () => this.#press(wanted) }, label),
    );
    // Before the list opens.
    this.#target.onpointerenter = this.#target.onfocus = () => void this.#refresh();
    this.#target.onchange = () => this.#allow();
    const bar = element('section', { className: 'faults', ariaLabel: 'Faults' });
    bar.append(
      element('strong', { title: 'This hub was started with --enable-faults' }, 'Faults'),
      this.#target,
      this.#seconds,
      ...this.#buttons,
      this.#active,
      this.#outcome,
    );
    document.body.append(bar);
  }

  show(active: Fault[]): void {
    this.#active.replaceChildren(
      ...active.map((fault) =>
        element(
          'li',
          {},
          `${describe(fault)}, ${Math.ceil(fault.left_ms / 1000)} s left`,
          element(
            'button',
            { type: 'button', ariaLabel: `End ${fault.fault}`, onclick: () => this.#try(() => this.#faults.end(fault.id)) },
            'End',
          ),
        ),
      ),
    );
  }

  tell(outcome: string): void {
    if (this.#outcome.textContent !== outcome) this.#outcome.textContent = outcome;
  }

  async #press(wanted: Button['wanted']): Promise<void> {
    const target = this.#targets.get(this.#target.value) ?? {};
    await this.#try(() => this.#faults.begin({ ...wanted, ...target, duration_s: Number(this.#seconds.value) }));
  }

  async #try(action: () => Promise<unknown>): Promise<void> {
    this.tell('');
    try {
      await action();
    } catch (problem) {
      this.tell((problem as Error).message);
    }
    this.#changed();
  }

  async #refresh(): Promise<void> {
    const chosen = this.#target.value;
    try {
      this.#targets = new Map((await this.#faults.targets()).map(({ label, target }) => [label, target]));
    } catch {
      return; // whoever presses a button is told why
    }
    const labels = [everybody, ...this.#targets.keys()];
    this.#target.replaceChildren(...labels.map((label) => element('option', { selected: label === chosen }, label)));
    this.#allow();
  }

  // What a publisher sends is neither dropped nor doubled.
  #allow(): void {
    const publisher = this.#targets.get(this.#target.value)?.source !== undefined;
    for (const [at, button] of this.#buttons.entries()) {
      const { fault } = (buttons[at] as Button).wanted;
      button.disabled = publisher && (fault === 'drop' || fault === 'duplicate');
    }
  }
}

function describe({ fault, percent = 100, source, connection, struck }: Fault): string {
  const part = percent < 100 ? ` ${percent} %` : '';
  const whom = source ?? (connection === undefined ? '' : `connection ${connection}`);
  const of = fault === 'freeze' || fault === 'cut' ? 'connection' : 'message';
  return `${fault}${part}${whom && ` ${whom}`}: ${count(struck, of)}`;
}
