// The rows that a table would have shown at a moment of the past: the messages up to an offset.
import { readHistory } from '../history.ts';
import type { HubHttp } from '../hub_http.ts';
import { type MessageRow, messageRow, type Position } from '../store/row.ts';

export const momentRows = 1000;
export const momentBytes = 8 * 1024 * 1024;

export interface Moment {
  // The oldest first.
  rows: MessageRow[];
  // Where what is kept begins, if the hub says that something before it has expired.
  oldest: number | null;
  // The hub no longer has this history.
  gone: boolean;
}

export async function readMoment(
  source: HubHttp,
  { epoch, offset }: Position,
  signal: AbortSignal,
): Promise<Moment> {
  const moment: Moment = { rows: [], oldest: null, gone: false };
  const after = { epoch, offset: Math.max(0, offset - momentRows) };
  let bytes = 0;
  for await (const said of readHistory(source, { after, limit: momentRows, topic: '' }, signal)) {
    if (said.type === 'gap') {
      if (said.reason === 'epoch_changed') return { ...moment, gone: true };
      moment.oldest = said.before;
    }
    if (said.type !== 'message') continue;
    if (said.message.offset > offset) break;
    const row = messageRow(said.message, epoch, Date.parse(said.message.time), false);
    moment.rows.push(row);
    bytes += row.size;
    while (bytes > momentBytes && moment.rows.length > 1) bytes -= (moment.rows.shift() as MessageRow).size;
  }
  return moment;
}
