// The page's one program: connects to the hub that served it, keeps what it says, and draws.
import { render } from 'preact';
import { Connection, type Socket } from './connection.ts';
import { Feed } from './feed.ts';
import { RowFilter } from './filter.ts';
import { drawnInBurst, drawnStep, type PageActions, type PageState } from './page_state.ts';
import { Painter } from './paint.ts';
import type { ServerMessage } from './protocol.ts';
import { announcement } from './status_text.ts';
import { App } from './views/app.tsx';
import { titleText } from './views/title.ts';

const openedAt = Date.now();
const hubUrl = new URL(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws`);
const feed = new Feed();
const filter = new RowFilter();
let drawnMax = drawnStep;
let receivedAtDraw = 0;
let spoken = '';

const root = document.getElementById('app') as HTMLElement;
const painter = new Painter(draw);

const connection = new Connection(
  {
    open(query) {
      return new WebSocket(`${hubUrl.href}?${query}`) as unknown as Socket;
    },
    now: () => Date.now(),
    random: Math.random,
    setTimer: (run, afterMs) => window.setTimeout(run, afterMs),
    clearTimer: (timer) => window.clearTimeout(timer),
  },
  {
    onState(state) {
      spoken = announcement(state) ?? spoken;
      painter.request();
    },
    onMessage: (message) => take(message),
  },
);

function take(message: ServerMessage): void {
  const now = Date.now();
  switch (message.type) {
    case 'welcome':
      feed.beginEpoch(message.epoch, now);
      break;
    case 'message':
      feed.add(message, now, connection.state.kind === 'live');
      break;
    case 'gap':
      feed.addGap(message, now);
      break;
    case 'error':
      feed.notice({ kind: 'error', code: message.code, message: message.message }, now);
      break;
    case 'unreadable':
      feed.notice({ kind: 'unreadable', reason: message.reason }, now);
      break;
  }
  painter.request();
}

const actions: PageActions = {
  pause: () => changed(() => feed.pause()),
  resume: () => changed(() => feed.resume()),
  filter: (text) => changed(() => filter.set(text)),
  drawMore: () => changed(() => (drawnMax += drawnStep)),
  tryNow: () => changed(() => connection.tryNow()),
};

function changed(change: () => void): void {
  change();
  painter.request();
}

function draw(): void {
  const burst = !feed.paused && feed.received - receivedAtDraw > drawnInBurst;
  receivedAtDraw = feed.received;
  const state: PageState = {
    connection: connection.state,
    lastHeard: connection.lastHeard,
    now: Date.now(),
    openedAt,
    hub: connection.welcome,
    feed,
    filter,
    drawnMax: burst ? drawnInBurst : drawnMax,
    announcement: spoken,
    hubUrl,
  };
  document.title = titleText(state);
  render(<App state={state} actions={actions} />, root);
}

window.addEventListener('online', () => connection.nudge());
window.addEventListener('offline', () => connection.nudge());
document.addEventListener('visibilitychange', () => {
  painter.visibilityChanged();
  if (!document.hidden) connection.nudge();
});
// "Heard 3 s ago" and "next attempt in 2 s" have to tick.
window.setInterval(() => painter.request(), 1000);

root.replaceChildren();
connection.start();
draw();
