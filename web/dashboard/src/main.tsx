// The page's one program: connects to the hub that served it, keeps what it says, and draws.
import { render } from 'preact';
import { tokenExpired, unauthorized } from './close_code.ts';
import { Connection, type Socket } from './connection.ts';
import { Feed } from './feed.ts';
import { RowFilter } from './filter.ts';
import { HubQuestion } from './hub_info.ts';
import { drawnInBurst, drawnStep, type PageActions, type PageState } from './page_state.ts';
import { Painter } from './paint.ts';
import type { ServerMessage } from './protocol.ts';
import { announcement } from './status_text.ts';
import { cleanToken, TokenKeeper, withoutToken } from './token.ts';
import { App } from './views/app.tsx';
import { titleText } from './views/title.ts';

const openedAt = Date.now();
const hubUrl = new URL(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/ws`);
const keeper = new TokenKeeper(() => sessionStorage);
const question = new HubQuestion((path, options) => fetch(path, options));
const feed = new Feed();
const filter = new RowFilter();
let drawnMax = drawnStep;
let receivedAtDraw = 0;
let spoken = '';
let insecure = false;

const cleaned = withoutToken(location.href);
if (cleaned) {
  history.replaceState(history.state, '', cleaned.address);
  if (cleaned.token) keeper.use(cleaned.token);
}

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
      if (state.kind === 'refused') {
        // So it doesn't serve everybody, whatever it did before.
        insecure = false;
        if (state.code === unauthorized || state.code === tokenExpired) keeper.discard();
      }
      painter.request();
    },
    onMessage: (message) => take(message),
    onUnanswered: () => askHub(),
  },
  keeper.token,
);

function askHub(): void {
  void question.ask(keeper.token, (answer) => {
    if (answer.kind === 'info') insecure = answer.insecure;
    if (answer.kind === 'refused') connection.turnedAway(answer.code, answer.message);
    painter.request();
  });
}

function take(message: ServerMessage): void {
  const now = Date.now();
  switch (message.type) {
    case 'welcome':
      feed.beginEpoch(message.epoch, now);
      askHub();
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
  tryNow() {
    mayDiffer();
    changed(() => connection.tryNow());
  },
  useToken(text) {
    const token = cleanToken(text);
    if (token === null) return false;
    keeper.use(token);
    question.forget();
    mayDiffer();
    changed(() => connection.useToken(token));
    return true;
  },
};

// Who comes back after a refusal may be permitted other topics than before.
function mayDiffer(): void {
  if (connection.state.kind !== 'refused' || connection.offset === null) return;
  feed.changeRights(connection.offset);
}

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
    hasToken: keeper.token !== null,
    insecure,
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
