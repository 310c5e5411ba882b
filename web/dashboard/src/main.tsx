// The page's one program: connects to the hub that served it, keeps what it says, and draws.
import { tokenExpired, unauthorized } from 'crier-client/close_code';
import { render } from 'preact';
import { AddressBar } from './address_bar.ts';
import { onUnanswered, pageClient, stateOf, systemTimers, turnAway } from './connection.ts';
import { Exporter } from './export/exporter.ts';
import { openSink } from './export/export_sink.ts';
import { onFileDropped } from './export/file_drop.ts';
import { Recording } from './export/recording.ts';
import type { HubHttp } from './hub_http.ts';
import { HubQuestion } from './hub_info.ts';
import { HubList } from './hub_list.ts';
import { seesEverything } from './hub_rights.ts';
import { handleKey } from './keys.ts';
import { LiveController } from './live/live_controller.ts';
import { pageNow } from './measure/page_clock.ts';
import { isOwn, messageOf } from './message.ts';
import type { Overlay, PageActions, PageState } from './page_state.ts';
import { Painter } from './paint.ts';
import { publishOverHttp } from './send/publish.ts';
import { Sender } from './send/sender.ts';
import { SourceHues } from './source_hues.ts';
import { announcement } from './status_text.ts';
import { noTerms } from './store/message_filter.ts';
import { MessageStore } from './store/message_store.ts';
import { ThemeKeeper } from './theme.ts';
import { cleanToken, TokenKeeper, withoutToken } from './token.ts';
import { TimeTravel } from './travel/time_travel.ts';
import { viewNamed } from './view_list.ts';
import { App } from './views/app.tsx';
import { titleText } from './views/title.ts';
import { Watch } from './watch/watch.ts';

const openedAt = Date.now();
const hubs = new HubList(location.origin);
const keeper = new TokenKeeper(() => sessionStorage);
const question = new HubQuestion((path, options) => fetch(hubs.origin + path, options));
const store = new MessageStore();
const hues = new SourceHues();
const theme = new ThemeKeeper(() => localStorage, document.documentElement);
const narrow = matchMedia('(max-width: 720px)');
// Faster than this nobody follows single rows, and a second's draws are this far apart.
const calmFrom = 30;
const calmPaceMs = 100;
let receivedBefore = 0;
let perSecond = 0;
let spoken = '';
let spokenPaused = false;
let insecure = false;
let overlay: Overlay = 'none';
let recording: Recording | null = null;

const cleaned = withoutToken(location.href);
if (cleaned) {
  history.replaceState(history.state, '', cleaned.address);
  if (cleaned.token) keeper.use(cleaned.token);
}

const root = document.getElementById('app') as HTMLElement;
const painter = new Painter(draw);
const redraw = () => painter.requestNow();
const hub: HubHttp = {
  fetch: (path, options) => fetch(hubs.origin + path, { ...options, cache: 'no-store' }),
  token: () => keeper.token,
  rest: () => new Promise((resume) => setTimeout(resume, 0)),
};
const live = new LiveController(store, hub, redraw);
const travel = new TimeTravel(live, hub, { ...systemTimers, now: () => Date.now() }, redraw);
const exporter = new Exporter(store, hub, openSink, redraw);
const address = new AddressBar(live, redraw);
const sender = new Sender(
  publishOverHttp(hub),
  () => store.epoch,
  () => sessionStorage,
  redraw,
);

const client = pageClient(() => hubs.next(), keeper.token, { clock: { ...systemTimers, now: pageNow } });
const watch = new Watch(hub, {
  subscribe: (filter) => client.subscribe(filter),
  ping: () => client.ping(),
  now: pageNow,
  changed: () => painter.request(),
  onOwn: (message, arrivedAt) => store.addRow(message, arrivedAt, client.state.kind === 'live', true),
});
store.onAdded.push((message, arrivedAt) => watch.add(message, arrivedAt));

client.on('state', (state) => {
  spoken = announcement(stateOf(client)) ?? spoken;
  if (state.kind === 'live') {
    void watch.follow(client.welcome?.epoch ?? '');
  } else {
    watch.cut();
  }
  if (state.kind === 'refused') {
    // So it doesn't serve everybody, whatever it did before.
    insecure = false;
    if (state.code === unauthorized || state.code === tokenExpired) keeper.discard();
  }
  painter.request();
});
client.on('welcome', ({ epoch }) => {
  store.epoch = epoch;
  live.welcomed();
  askHub();
  void seesEverything(hub).then((all) => {
    store.ledger.seesEverything = all;
  });
  painter.request();
});
client.on('message', (message, text) => {
  const arrivedAt = pageNow();
  if (isOwn(message.topic)) watch.addOwn(messageOf(message, text), arrivedAt);
  else store.add(messageOf(message, text), arrivedAt, client.state.kind === 'live');
  painter.request();
});
client.on('gap', (gap) => {
  store.addGap(gap, Date.now());
  painter.request();
});
client.on('pong', (time, sentAt) => watch.pong(time, sentAt, client.lastHeard));
client.on('error', ({ code, message }) => {
  const unreadable = code === 'unreadable';
  store.notice(unreadable ? { kind: code, reason: message } : { kind: 'error', code, message }, Date.now());
  painter.request();
});
onUnanswered(client, () => askHub());

function askHub(): void {
  void question.ask(keeper.token, (answer) => {
    if (answer.kind === 'info') {
      insecure = answer.insecure;
      hubs.add(answer.hubs);
      // It comes from the hub only there: no other page needs it.
      if (answer.faults) void import('./faults/faults.ts').then((faults) => faults.default(hub, client, store, redraw));
    }
    if (answer.kind === 'refused') turnAway(client, answer.code, answer.message);
    painter.request();
  });
}

const actions: PageActions = {
  filter(terms) {
    live.setTerms({ ...noTerms, ...terms });
    address.go('live');
  },
  nextTheme: () => changed(() => theme.next()),
  show: (next) => changed(() => (overlay = next)),
  openRecording(file) {
    recording?.close();
    recording = new Recording(file.name, hub.rest, redraw);
    void recording.read(file);
    overlay = 'none';
    address.go('live');
    measure();
  },
  closeRecording() {
    recording?.close();
    changed(() => (recording = null));
  },
  tryNow() {
    mayDiffer();
    changed(() => client.retry());
  },
  useToken(text) {
    const token = cleanToken(text);
    if (token === null) return false;
    keeper.use(token);
    question.forget();
    mayDiffer();
    changed(() => client.useToken(token));
    return true;
  },
};

// What the table shows, for the keys.
const inSight = () => recording?.live ?? live;

// Who comes back after a refusal may be permitted other topics than before.
function mayDiffer(): void {
  if (client.state.kind === 'refused') store.changeRights();
}

function changed(change: () => void): void {
  change();
  redraw();
}

// Rows are so many lines of text high, whatever size the person reads.
function measure(): void {
  inSight().rowHeight = live.rowHeight = parseFloat(getComputedStyle(document.documentElement).fontSize) * (narrow.matches ? 4 : 2);
  redraw();
}

function draw(): void {
  if (store.paused !== spokenPaused) {
    spokenPaused = store.paused;
    spoken = store.paused ? 'Paused: the table stands still.' : 'Resumed.';
  }
  const state: PageState = {
    view: address.view,
    connection: stateOf(client),
    lastHeard: client.lastHeard,
    now: Date.now(),
    openedAt,
    hub: client.welcome,
    store,
    live,
    watch,
    hues,
    sender,
    travel,
    exporter,
    recording: address.view === 'live' ? recording : null,
    narrow: narrow.matches,
    calm: perSecond > calmFrom,
    announcement: spoken,
    hubUrl: hubs.webSocket,
    hasToken: keeper.token !== null,
    insecure,
    theme: theme.theme,
    overlay,
  };
  watch.shows(address.view);
  document.title = titleText(state);
  render(<App state={state} actions={actions} />, root);
  address.settle();
}

document.addEventListener('keydown', (event) =>
  handleKey(event, {
    isLive: () => address.view === 'live',
    focusFilter() {
      address.go('live');
      draw();
      document.getElementById('filter-text')?.focus();
    },
    togglePause: () => inSight().togglePause(),
    help: () => actions.show('help'),
    move: (by) => inSight().moveSelection(by),
    open: () => inSight().open(),
    newest: () => inSight().toTop(),
    travel() {
      if (recording) return;
      if (!viewNamed(address.view).travels) address.go('live');
      travel.toggle();
    },
    live: () => (recording ? actions.closeRecording() : travel.toLive()),
    view: (name) => address.go(name),
    close() {
      if (overlay === 'none') {
        if (inSight().close()) return true;
        if (!recording) return travel.leave();
        actions.closeRecording();
        return true;
      }
      actions.show('none');
      return true;
    },
  }),
);
// A press anywhere else puts the ledger away.
document.addEventListener('pointerdown', ({ target }) => {
  if (overlay === 'ledger' && !(target as Element).closest('.ledger')) actions.show('none');
});
onFileDropped(document, actions.openRecording);
// A link into the history leads away from a recording.
window.addEventListener('hashchange', () => {
  if (recording && location.hash.includes('?')) actions.closeRecording();
});
window.addEventListener('resize', measure);
window.addEventListener('online', () => client.nudge());
window.addEventListener('offline', () => client.nudge());
document.addEventListener('visibilitychange', () => {
  painter.visibilityChanged();
  if (!document.hidden) client.nudge();
});
// "Heard 3 s ago" and "next attempt in 2 s" have to tick.
window.setInterval(() => {
  perSecond = store.ledger.received - receivedBefore;
  receivedBefore = store.ledger.received;
  painter.paceMs = perSecond > calmFrom ? calmPaceMs : 0;
  watch.tick();
  painter.request();
}, 1000);

root.replaceChildren();
measure();
client.open();
draw();
