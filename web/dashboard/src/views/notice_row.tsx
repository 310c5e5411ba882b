import type { Notice, Row } from '../feed.ts';
import { clockTime } from '../format.ts';
import { count } from '../payload.ts';

interface Props {
  row: Extract<Row, { kind: 'notice' }>;
  columns: number;
}

// Something that is not a message, said in the place where it happened.
export function NoticeRow({ row, columns }: Props) {
  const { notice } = row;
  return (
    <tr role="row" class={`notice ${notice.kind}`}>
      <td role="cell" colSpan={columns}>
        <strong>{headline(notice)}</strong> {explanation(notice)}{' '}
        <span class="notice-time">Noticed at {clockTime(row.arrivedAt)}.</span>
      </td>
    </tr>
  );
}

function headline(notice: Notice): string {
  switch (notice.kind) {
    case 'expired': {
      return `Gap: ${offsets(notice.after + 1, notice.before - 1)} missing.`;
    }
    case 'new_epoch':
      return 'The hub’s history began anew.';
    case 'missing':
      return `Missing: message ${notice.offset.toLocaleString('en')}.`;
    case 'unreadable':
      return 'A message from the hub could not be read:';
    case 'error':
      return `The hub reports an error (${notice.code}):`;
  }
}

function explanation(notice: Notice) {
  switch (notice.kind) {
    case 'expired': {
      const lost = count(Math.max(0, notice.before - notice.after - 1), 'message');
      return `${lost} expired from the hub’s history before this page could fetch them.`;
    }
    case 'new_epoch':
      return (
        <>
          Rows above are numbered from the start of history <bdi class="mono">{notice.epoch}</bdi>;
          rows below belong to the one before. Messages between the two may be lost.
        </>
      );
    case 'missing':
      return (
        <>
          The hub never sent it, though it names it as the one before on <bdi>{notice.topic}</bdi>.
        </>
      );
    case 'unreadable':
      return `${notice.reason}.`;
    case 'error':
      return <bdi>{notice.message}</bdi>;
  }
}

function offsets(first: number, last: number): string {
  const number = (n: number) => n.toLocaleString('en');
  return first >= last ? `offset ${number(last)}` : `offsets ${number(first)} to ${number(last)}`;
}
