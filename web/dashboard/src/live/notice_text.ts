// Something that is not a message, in words: its bounds and its reason.
import { withCommas } from '../format.ts';
import { count } from '../payload.ts';
import type { Notice } from '../store/row.ts';

export function noticeText(notice: Notice): { headline: string; explanation: string } {
  switch (notice.kind) {
    case 'expired': {
      const lost = count(Math.max(0, notice.before - notice.after - 1), 'message');
      return {
        headline: `Gap: ${numbers('offset', notice.after + 1, notice.before - 1)} missing.`,
        explanation: `${lost} expired from the hub’s history before this page could fetch them.`,
      };
    }
    case 'new_epoch':
      return {
        headline: 'The hub’s history began anew.',
        explanation:
          `Rows above are numbered from the start of history ${notice.epoch}; rows below belong to the one ` +
          'before. Messages between the two may be lost.',
      };
    case 'missing':
      return {
        headline: `Missing: message ${withCommas(notice.offset)}.`,
        explanation: `The hub never sent it, though it names it as the one before on ${notice.topic}.`,
      };
    case 'unrecorded':
      return {
        headline: `Not recorded: message ${withCommas(notice.offset)}.`,
        explanation: `The next one on ${notice.topic} names it as the one before.`,
      };
    case 'skipped':
      return {
        headline: `Missing: ${numbers('number', notice.first, notice.last)} of ${notice.source}.`,
        explanation: 'The hub kept later ones of this source’s own numbers and not these: it refused them, or they were lost.',
      };
    case 'unreadable':
      return { headline: 'A message from the hub could not be read:', explanation: `${notice.reason}.` };
    case 'error':
      return { headline: `The hub reports an error (${notice.code}):`, explanation: notice.message };
  }
}

function numbers(noun: string, first: number, last: number): string {
  return first >= last ? `${noun} ${withCommas(last)}` : `${noun}s ${withCommas(first)} to ${withCommas(last)}`;
}
