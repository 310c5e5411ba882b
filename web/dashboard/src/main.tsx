// The page's one program: connects to the hub that served it, keeps what it says, and draws.
import { tokenExpired, unauthorized } from 'crier-client/close_code';
import { render } from 'preact';
import { onUnanswered, pageClient, stateOf, turnAway } from './connection.ts';
import { Feed } from './feed.ts';
import { RowFilter } from './filter.ts';
import { HubQuestion } from './hub_info.ts';
import { messageOf } from './message.ts';
import { drawnInBurst, drawnStep, type PageActions, type PageState } from './page_state.ts';
import { Painter } from './paint.ts';
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

const client = pageClient(hubUrl.href, keeper.token);

client.on('state', (state) => {
  spoken = announcement(stateOf(client)) ?? spoken;
  if (state.kind === 'refused') {
    // So it doesn't serve everybody, whatever it did before.
    insecure = false;
    if (state.code === unauthorized || state.code === tokenExpired) keeper.discard();
  }
  painter.request();
});
client.on('welcome', () => askHub());
client.on('message', (message, text) => {
  changed(() => feed.add(messageOf(message, text), Date.now(), client.state.kind === 'live'));
});
client.on('gap', (gap) => changed(() => feed.addGap(gap, Date.now())));
client.on('error', ({ code, message }) => {
  const kind = code === 'unreadable' ? { kind: 'unreadable' as const, reason: message } : null;
  changed(() => feed.notice(kind ?? { kind: 'error', code, message }, Date.now()));
});
onUnanswered(client, () => askHub());

function askHub(): void {
  void question.ask(keeper.token, (answer) => {
    if (answer.kind === 'info') insecure = answer.insecure;
    if (answer.kind === 'refused') turnAway(client, answer.code, answer.message);
    painter.request();
  });
}

const actions: PageActions = {
  pause: () => changed(() => feed.pause()),
  resume: () => changed(() => feed.resume()),
  filter: (text) => changed(() => filter.set(text)),
  drawMore: () => changed(() => (drawnMax += drawnStep)),
  tryNow: () => changed(() => client.retry()),
  useToken(text) {
    const token = cleanToken(text);
    if (token === null) return false;
    keeper.use(token);
    question.forget();
    changed(() => client.useToken(token));
    return true;
  },
};

function changed(change: () => void): void {
  change();
  painter.request();
}

function draw(): void {
  const burst = !feed.paused && feed.received - receivedAtDraw > drawnInBurst;
  receivedAtDraw = feed.received;
  const state: PageState = {
    connection: stateOf(client),
    lastHeard: client.lastHeard,
    now: Date.now(),
    openedAt,
    hub: client.welcome,
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

window.addEventListener('online', () => client.nudge());
window.addEventListener('offline', () => client.nudge());
document.addEventListener('visibilitychange', () => {
  painter.visibilityChanged();
  if (!document.hidden) client.nudge();
});
// "Heard 3 s ago" and "next attempt in 2 s" have to tick.
window.setInterval(() => painter.request(), 1000);

root.replaceChildren();
client.open();
draw();
