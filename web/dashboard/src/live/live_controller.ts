// What a person does in the Live view: stand still, go to a row, open it, filter, go back in time.
import { withCommas } from '../format.ts';
import { readHistory } from '../history.ts';
import type { HubHttp } from '../hub_http.ts';
import type { Message } from '../message.ts';
import { effective, type FilterTerms } from '../store/message_filter.ts';
import type { Hold, MessageStore } from '../store/message_store.ts';
import { type MessageRow, messageRow, type Position, type Row } from '../store/row.ts';
import type { RowWindow } from '../store/row_window.ts';
import { OlderRows, type OlderState } from './older_rows.ts';

// The scrolled element, or nothing while another view is shown.
export interface Scroller {
  scrollTop: number;
  readonly clientHeight: number;
}

const sliceMs = 8;
const fewRows = 40;

export class LiveController {
  readonly older: OlderRows;
  scroller: Scroller | null = null;
  rowHeight = 28;
  // The index of the selected row in what the store shows.
  selected: number | null = null;
  opened: MessageRow | null = null;
  // Why what a link asked for can't be shown.
  problem: string | null = null;
  // What a link asked for is not here yet.
  awaited = false;
  #wanted: { at: Position | null; message: Position | null } | null = null;
  #working = false;
  readonly #history: HubHttp;
  readonly #changed: () => void;

  constructor(readonly store: MessageStore, history: HubHttp, changed: () => void) {
    this.#history = history;
    this.#changed = changed;
    this.older = new OlderRows(history, changed);
  }

  togglePause(): void {
    if (this.store.paused) this.#resume();
    else this.store.hold('paused');
    this.#changed();
  }

  #resume(): void {
    this.problem = null;
    this.#letGo('paused');
  }

  // To the newest row, whatever held the table.
  jumpToNewest(): void {
    this.leave();
    if (this.scroller) this.scroller.scrollTop = 0;
    this.#changed();
  }

  toTop(): void {
    if (this.scroller) this.scroller.scrollTop = 0;
    if (!this.store.paused) this.jumpToNewest();
  }

  press(down: boolean): void {
    if (down) this.store.hold('pressed');
    else this.#letGo('pressed');
    this.#changed();
  }

  // Scrolled away the table stands still. Back at the top what came meanwhile joins above the rows
  // in sight, or takes their place where it does not go on from them.
  scrolled(): void {
    const { store, scroller } = this;
    if (!scroller) return;
    if (scroller.scrollTop > 0) {
      if (!store.isHeld('scrolled')) store.hold('scrolled');
    } else if (store.isHeld('scrolled')) {
      const joined = this.#letGo('scrolled');
      if (joined !== null && joined > 0) {
        store.hold('scrolled');
        scroller.scrollTop = joined * this.rowHeight;
      }
    }
    this.#changed();
  }

  // Another view is shown, or there is no row to show: what comes next begins at the top.
  tableGone(): void {
    this.scroller = null;
    if (this.store.isHeld('scrolled')) this.#letGo('scrolled');
    this.#changed();
  }

  #letGo(...whys: Hold[]): number | null {
    const before = this.store.shown;
    const joined = this.store.release(...whys);
    if (this.store.shown !== before) {
      this.older.reset();
      this.selected = null;
      this.#refill();
    }
    return joined;
  }

  // Back from elsewhere in the history only what has come meanwhile is here.
  #refill(): void {
    const { shown, epoch, lastOffset, terms } = this.store;
    if (shown.messages >= fewRows || epoch === null) return;
    const before = { epoch, offset: shown.oldest()?.offset ?? lastOffset + 1 };
    void this.older.load(shown, effective(terms).topic, epoch, before);
  }

  setTerms(terms: FilterTerms): void {
    this.selected = null;
    if (!this.opened) this.store.release('selected');
    this.store.setFilter(terms);
    this.older.reset();
    if (this.scroller) this.scroller.scrollTop = 0;
    this.scrolled();
    this.#workOn();
  }

  // Goes through the rows for a new filter in slices, and draws in between.
  #workOn(): void {
    if (this.#working) return;
    this.#working = true;
    const slice = () => {
      this.#working = this.store.work(sliceMs);
      if (this.#working) setTimeout(slice, 0);
      this.#changed();
    };
    slice();
  }

  select(index: number): void {
    this.store.hold('selected');
    this.selected = index;
    const row = this.selectedRow();
    if (this.opened && row?.kind === 'message') this.opened = row;
    this.#changed();
  }

  selectedRow(): Row | null {
    return this.selected === null ? null : (this.store.shown.rows.at(this.selected) ?? null);
  }

  // Down (1) is older. The first step selects the topmost row in sight.
  moveSelection(by: 1 | -1): void {
    const { view } = this.store.shown;
    if (view.length === 0) return;
    let place = view.end - 1 - Math.ceil((this.scroller?.scrollTop ?? 0) / this.rowHeight);
    if (this.selected !== null) place = view.placeOf(this.selected) - by;
    // A notice has nothing to open; the panel goes past it.
    while (this.opened && view.rowAt(place)?.kind === 'notice') place -= by;
    const index = view.indexAt(place);
    if (index === undefined || place < view.first || place >= view.end) return;
    this.select(index);
    this.#bringIntoSight(view.end - 1 - place);
    if (place - view.first < 20) this.loadOlder();
  }

  #bringIntoSight(line: number): void {
    const { scroller, rowHeight } = this;
    if (!scroller) return;
    const top = line * rowHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (top + rowHeight * 2 > scroller.scrollTop + scroller.clientHeight) {
      scroller.scrollTop = top + rowHeight * 2 - scroller.clientHeight;
    }
  }

  open(index: number | null = this.selected): void {
    if (index === null) return;
    this.select(index);
    const row = this.selectedRow();
    if (row?.kind === 'message') this.opened = row;
    const { view } = this.store.shown;
    if (view.shows(index)) this.#bringIntoSight(view.end - 1 - view.placeOf(index));
    this.#changed();
  }

  // True: there was something to close.
  close(): boolean {
    const something = this.opened !== null || this.selected !== null;
    this.#unselect();
    this.#changed();
    return something;
  }

  #unselect(): void {
    this.opened = null;
    this.selected = null;
    this.#letGo('selected');
  }

  loadOlder(): void {
    const { older, olderState, store } = this;
    if (olderState.kind !== 'unknown' && olderState.kind !== 'failed') return;
    const { epoch, lastOffset, shown } = store;
    // With no row here, all that is older than what comes next.
    const before = epoch === null || shown.oldest() ? undefined : { epoch, offset: lastOffset + 1 };
    void older.load(shown, effective(store.terms).topic, epoch, before);
  }

  // What is known of the old end: the first message of all has nothing before it.
  get olderState(): OlderState {
    const { state } = this.older;
    const first = state.kind === 'unknown' && this.store.shown.oldest()?.offset === 1;
    return first ? { kind: 'start', first: 0 } : state;
  }

  get at(): Position | null {
    return this.store.paused ? this.store.newestShown() : null;
  }

  get openedAt(): Position | null {
    return this.opened && { epoch: this.opened.epoch, offset: this.opened.message.offset };
  }

  dismissProblem(): void {
    this.problem = null;
    this.#changed();
  }

  // Back to the newest: another link leads elsewhere.
  leave(): void {
    this.#unselect();
    this.problem = null;
    this.#letGo('scrolled', 'paused');
  }

  // A link's place in the history: shown as soon as the hub has said which history it has.
  want(at: Position | null, message: Position | null): void {
    if (!at && !message) return;
    this.#wanted = { at, message };
    this.awaited = true;
    if (at) this.store.hold('paused');
    this.#goToWanted();
  }

  welcomed(): void {
    if (this.older.state.kind === 'other_history') this.older.reset();
    this.#goToWanted();
  }

  #goToWanted(): void {
    const wanted = this.#wanted;
    const { store } = this;
    const position = wanted?.at ?? wanted?.message;
    if (!wanted || !position || store.epoch === null) return;
    this.#wanted = null;
    if (position.epoch !== store.epoch) {
      this.problem = 'This link leads into a history that the hub no longer has. These are its messages of now.';
      this.awaited = false;
      this.#letGo('paused');
      this.#changed();
      return;
    }
    this.older.reset();
    void this.#show(store.holdApart(wanted.at ? 'paused' : 'selected', position), position, wanted.message);
  }

  async #show(window: RowWindow, position: Position, message: Position | null): Promise<void> {
    const { store } = this;
    const before = { epoch: position.epoch, offset: position.offset + 1 };
    await this.older.load(window, effective(store.terms).topic, store.epoch, before);
    if (message && store.shown === window) {
      const index = indexOf(window, message.offset);
      if (index !== null) this.open(index);
      else await this.#openFromHistory(message);
    }
    this.awaited = false;
    this.#changed();
  }

  async #openFromHistory({ epoch, offset }: Position): Promise<void> {
    const extent = { after: { epoch, offset: offset - 1 }, limit: 1, topic: '' };
    let found: Message | null = null;
    try {
      for await (const said of readHistory(this.#history, extent, new AbortController().signal)) {
        if (said.type === 'message' && said.message.offset === offset) found = said.message;
      }
    } catch {
      // Then it is not there for this page.
    }
    if (!found) {
      this.problem = `Message ${withCommas(offset)} is not in the hub’s history any more, or not for this page.`;
      return;
    }
    this.store.hold('selected');
    this.opened = messageRow(found, epoch, Date.parse(found.time), false);
  }
}

function indexOf({ rows }: RowWindow, offset: number): number | null {
  for (let index = rows.end - 1; index >= rows.first; index--) {
    const row = rows.at(index);
    if (row?.kind === 'message' && row.message.offset === offset) return index;
  }
  return null;
}
