// The Send view: publish a message, see under which offset it is kept, and drive broadcasters.
import type { ViewProps } from '../page_state.ts';
import { BroadcasterForm } from './broadcaster_form.tsx';
import { SendForm } from './send_form.tsx';
import { SentList } from './sent_list.tsx';

const sourcesOffered = 200;

export function SendView({ state }: ViewProps) {
  const { sender, store } = state;
  const sources = store.ledger.top(sourcesOffered).sources.map(({ source }) => source);
  return (
    <div class="send">
      <div class="send-forms">
        <SendForm sender={sender} />
        <BroadcasterForm sender={sender} sources={sources} />
      </div>
      <SentList sender={sender} now={state.now} />
    </div>
  );
}
