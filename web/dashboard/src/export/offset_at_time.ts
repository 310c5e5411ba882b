// The first offset whose message is not older than a time. The hub stores in the order of time, so
// halving the history finds it with a few questions.
import { readHistory } from '../history.ts';
import type { HubHttp } from '../hub_http.ts';
import type { KeptRange } from '../travel/kept_range.ts';

export async function offsetAtTime(
  history: HubHttp,
  { epoch, oldest, last }: KeptRange,
  time: number,
  signal: AbortSignal,
): Promise<number> {
  let [low, high] = [oldest, last + 1];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const extent = { after: { epoch, offset: middle - 1 }, limit: 1, topic: '' };
    let next: { offset: number; time: number } | null = null;
    for await (const said of readHistory(history, extent, signal)) {
      if (said.type === 'message') next = { offset: said.message.offset, time: Date.parse(said.message.time) };
    }
    if (next && next.time < time) low = next.offset + 1;
    else high = middle;
  }
  return low;
}
