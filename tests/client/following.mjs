// A client of a real hub, with what it heard, and waiting for it.
import WebSocket from '../../web/node_modules/ws/wrapper.mjs';
import { Client } from '../../web/client/dist/index.js';
import { within } from '../browser/support/deadline.mjs';

export const patienceMs = 60_000;

export class Following {
  messages = [];
  gaps = [];
  errors = [];
  states = [];
  #looks = new Set();

  constructor(url, options = {}) {
    this.client = new Client(url, { WebSocket, ...options });
    for (const [name, list] of [
      ['message', this.messages],
      ['gap', this.gaps],
      ['error', this.errors],
      ['state', this.states],
    ]) {
      this.client.on(name, (event) => {
        list.push(event);
        for (const look of this.#looks) look();
      });
    }
    this.client.open();
  }

  get texts() {
    return this.messages.map(({ data }) => data);
  }

  // As soon as something heard makes it true.
  when(isSo, what) {
    const come = new Promise((resolve) => {
      const look = () => {
        if (!isSo(this)) return;
        this.#looks.delete(look);
        resolve();
      };
      this.#looks.add(look);
      look();
    });
    return within(come, what, patienceMs);
  }

  whenState(kind) {
    return this.when(() => this.client.state.kind === kind, `state ${kind}`);
  }

  whenText(text) {
    return this.when(() => this.messages.at(-1)?.data === text, `message ${text}`);
  }

  // From the next state that is this.
  whenNext(kind) {
    const from = this.states.length;
    return this.when(() => this.states.slice(from).some((state) => state.kind === kind), `state ${kind} anew`);
  }
}

export const webSocketUrl = (hub) => `ws://${hub.webAddress}/ws`;
