import { withCommas } from '../format.ts';
import type { Sent } from './sent_history.ts';

// Where a message is kept, as a link that shows it in Live, or why it isn't.
export function Outcome({ sent: { offset, epoch, refusal } }: { sent: Sent }) {
  if (offset === null) return <bdi class="refusal">{refusal}</bdi>;
  const words = `offset ${withCommas(offset)}`;
  return (
    <span class="stored">
      Stored as {epoch === null ? words : <a href={`#live?message=${epoch}:${offset}`}>{words}</a>}
    </span>
  );
}
