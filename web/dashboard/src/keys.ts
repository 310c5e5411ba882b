// What the keys do. Whoever types gets letters, and a focused button its own Space and Enter.
import { views } from './view_list.ts';

export interface KeyActions {
  // Whether the keys of the Live view are meant.
  isLive(): boolean;
  focusFilter(): void;
  togglePause(): void;
  help(): void;
  move(by: 1 | -1): void;
  open(): void;
  newest(): void;
  travel(): void;
  live(): void;
  view(name: string): void;
  // True: there was something to close.
  close(): boolean;
}

export function keyHelp(): { keys: string[]; does: string }[] {
  return [
    { keys: ['/'], does: 'Filter by text' },
    { keys: ['Space'], does: 'Pause and resume' },
    { keys: ['j', '↓'], does: 'Select the next older message' },
    { keys: ['k', '↑'], does: 'Select the next newer message' },
    { keys: ['Enter'], does: 'Open the selected message' },
    { keys: ['g'], does: 'Go to the newest message and follow' },
    { keys: ['t'], does: 'Travel in time' },
    { keys: ['←', '→'], does: 'On the slider, one message; Page Up and Down, 100' },
    { keys: ['l', 'Esc'], does: 'Back to live' },
    { keys: ['Esc'], does: 'Close what is open' },
    ...views.map(({ key, label }) => ({ keys: [key], does: `The ${label} view` })),
    { keys: ['?'], does: 'This help' },
  ];
}

export function handleKey(event: KeyboardEvent, actions: KeyActions): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as Element;
  // An open dialog has its own keys, Escape among them.
  if (target.closest('dialog') || document.querySelector('dialog[open]')) return;
  const types = target.closest('input:not([type=range]), textarea, select, [contenteditable]') !== null;
  if (event.key === 'Escape') {
    if (types) (target as HTMLElement).blur();
    if (actions.close() || types) event.preventDefault();
    return;
  }
  if (types) return;
  if (act(event.key, target, actions)) event.preventDefault();
}

function act(key: string, target: Element, actions: KeyActions): boolean {
  return actEverywhere(key, actions) || (actions.isLive() && actInLive(key, target, actions));
}

function actEverywhere(key: string, actions: KeyActions): boolean {
  switch (key) {
    case '/':
      actions.focusFilter();
      return true;
    case '?':
      actions.help();
      return true;
    case 't':
      actions.travel();
      return true;
    case 'l':
      actions.live();
      return true;
    default: {
      const view = views.find((each) => each.key === key);
      if (view) actions.view(view.name);
      return view !== undefined;
    }
  }
}

function actInLive(key: string, target: Element, actions: KeyActions): boolean {
  const presses = target.closest('button, a, summary') !== null;
  // Arrows scroll what has the focus for being scrolled, and move the slider.
  const scrolls = target.closest('pre, code, .ledger-panel, input') !== null;
  switch (key) {
    case ' ':
      if (presses) return false;
      actions.togglePause();
      return true;
    case 'Enter':
      if (presses) return false;
      actions.open();
      return true;
    case 'ArrowDown':
    case 'ArrowUp':
      if (scrolls) return false;
      actions.move(key === 'ArrowDown' ? 1 : -1);
      return true;
    case 'j':
    case 'k':
      actions.move(key === 'j' ? 1 : -1);
      return true;
    case 'g':
      actions.newest();
      return true;
    default:
      return false;
  }
}
