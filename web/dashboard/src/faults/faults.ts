// What the page has beside everything else where the hub lets faults be switched on. It is loaded there
// alone.
import type { Client } from 'crier-client';
import type { HubHttp } from '../hub_http.ts';
import { count } from '../payload.ts';
import type { MessageStore } from '../store/message_store.ts';
import { FaultBar } from './fault_bar.ts';
import style from './faults.css';
import { type Fault, HubFaults } from './hub_faults.ts';
import { Mending } from './mending.ts';

const lookEveryMs = 500;
let begun = false;

export default function beginFaults(hub: HubHttp, client: Client, store: MessageStore, redraw: () => void): void {
  if (begun) return;
  begun = true;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(style);
  document.adoptedStyleSheets.push(sheet);

  const faults = new HubFaults(hub);
  const mending = new Mending(hub, store);
  const bar = new FaultBar(faults, () => void look());
  let timer: number | undefined;

  // As long as something is on, or missing.
  async function look(): Promise<void> {
    window.clearTimeout(timer);
    let active: Fault[] | null = null;
    try {
      active = await faults.list();
      bar.show(active);
      if (mending.waiting && !active.some(({ fault }) => fault === 'drop')) {
        await mending.mend();
        const lost = mending.lost > 0 ? `, ${mending.lost} not kept` : '';
        bar.tell(`${count(mending.fetched, 'message')} fetched from the history${lost}: ${store.ledger.missing} missing`);
        redraw();
      }
    } catch {
      // The connection is cut, perhaps by a fault.
    }
    if (active?.length !== 0 || mending.waiting) timer = window.setTimeout(look, lookEveryMs);
  }

  client.on('gap', (gap) => {
    mending.note(gap);
    void look();
  });
  void look();
}
