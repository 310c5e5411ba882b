import { clockWithDay, dayOf } from '../format.ts';
import { lineOf } from '../payload.ts';
import { Outcome } from './outcome.tsx';
import type { Sender } from './sender.ts';
import type { Sent } from './sent_history.ts';

// What this tab has sent, to be sent again as it was or as the begin of another.
export function SentList({ sender, now }: { sender: Sender; now: number }) {
  const { entries } = sender.history;
  return (
    <section class="card sent" aria-labelledby="sent-title">
      <div class="line">
        <h2 id="sent-title">Sent in this tab</h2>
        {entries.length > 0 && (
          <button type="button" onClick={() => sender.clearHistory()}>
            Clear
          </button>
        )}
      </div>
      {entries.length === 0 && <p class="nothing">Nothing yet. What you send is listed here until the tab is closed.</p>}
      <ol>
        {entries.map((sent) => (
          <SentEntry key={sent.id} sent={sent} sender={sender} today={dayOf(now)} />
        ))}
      </ol>
    </section>
  );
}

function SentEntry({ sent, sender, today }: { sent: Sent; sender: Sender; today: string }) {
  const { topic, format, data } = sent;
  const { text, rest } = lineOf(format === 'json' ? { kind: 'json', source: data } : { kind: 'text', text: data });
  const about = `${topic}, ${clockWithDay(sent.at, today)}`;
  return (
    <li>
      <p class="sent-about">
        <time class="time">{clockWithDay(sent.at, today)}</time> <bdi class="topic">{topic}</bdi>
      </p>
      <p class="sent-data">
        <span class={format === 'json' ? 'text mono' : 'text'} dir="auto">
          {text === '' ? ' ' : text}
        </span>
        {rest !== null && <span class="rest">… {rest}</span>}
      </p>
      <p class="outcome">
        <Outcome sent={sent} />
      </p>
      <div class="line sent-buttons">
        <button type="button" aria-label={`Send again: ${about}`} onClick={() => void sender.send({ topic, format, data })}>
          Send again
        </button>
        <button type="button" aria-label={`Edit: ${about}`} onClick={() => edit(sender, sent)}>
          Edit
        </button>
      </div>
    </li>
  );
}

function edit(sender: Sender, { topic, format, data }: Sent): void {
  sender.edit({ topic, format, data });
  document.getElementById('send-data')?.focus();
}
