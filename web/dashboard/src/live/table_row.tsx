import { Component } from 'preact';
import { clockWithDay, delta } from '../format.ts';
import { lineOf, payloadLength } from '../payload.ts';
import type { Message } from '../message.ts';
import type { SourceHues } from '../source_hues.ts';
import type { MessageRow, NoticeRow, Row } from '../store/row.ts';
import { noticeText } from './notice_text.ts';

interface Props {
  row: Row;
  index: number;
  line: number;
  hues: SourceHues;
  today: string;
  fresh: boolean;
  selected: boolean;
}

// A row changes only with its place and its marks, and saying so keeps bursts cheap.
export class TableRow extends Component<Props> {
  override shouldComponentUpdate(next: Props): boolean {
    const { row, line, today, fresh, selected } = this.props;
    return (
      next.row !== row ||
      next.line !== line ||
      next.today !== today ||
      next.fresh !== fresh ||
      next.selected !== selected
    );
  }

  render({ row, index, line, hues, today, fresh, selected }: Props) {
    const marks = `${fresh ? ' fresh' : ''}${selected ? ' selected' : ''}`;
    const about = {
      role: 'row',
      id: `row-${index}`,
      'aria-rowindex': line + 2,
      'aria-selected': selected,
      'data-index': index,
      style: { '--row': line },
    } as const;
    if (row.kind === 'notice') {
      return (
        <tr {...about} class={`notice ${row.notice.kind}${marks}`}>
          <NoticeCell row={row} />
        </tr>
      );
    }
    return (
      <tr {...about} class={`message${marks}`} data-offset={row.message.offset}>
        <MessageCells row={row} hue={hues.of(row.message.source)} today={today} />
      </tr>
    );
  }
}

function MessageCells({ row, hue, today }: { row: MessageRow; hue: number; today: string }) {
  const { message } = row;
  return (
    <>
      <td role="gridcell" class="time">
        <time dateTime={message.time} title={timeTitle(message)}>
          {clockWithDay(Date.parse(message.time), today)}
        </time>
      </td>
      <td role="gridcell" class="delta" title={deltaTitle(message)}>
        {message.deltaMs === null && <span class="unseen">first on its topic</span>}
        <span aria-hidden={message.deltaMs === null}>{delta(message.deltaMs)}</span>
      </td>
      <td role="gridcell" class="source">
        <span class={`dot hue-${hue}`} aria-hidden="true" />
        <bdi>{message.source}</bdi>
      </td>
      <td role="gridcell" class="topic">
        <bdi>{message.topic}</bdi>
      </td>
      <td role="gridcell" class="data">
        <PayloadLine message={message} />
      </td>
    </>
  );
}

// One line of the payload; what is not in it is named behind it.
function PayloadLine({ message }: { message: Message }) {
  const { payload } = message;
  const { text, rest } = lineOf(payload);
  return (
    <>
      {payload.kind === 'binary' && <span class="kind">{payloadLength(payload)} of binary</span>}
      {text === '' && payload.kind === 'text' ? (
        <span class="empty-text">empty text</span>
      ) : (
        <span class={payload.kind === 'text' ? 'text' : 'text mono'} dir="auto">
          {text}
        </span>
      )}
      {rest !== null && <span class="rest">… {rest}</span>}
    </>
  );
}

function NoticeCell({ row }: { row: NoticeRow }) {
  const { headline, explanation } = noticeText(row.notice);
  return (
    <td role="gridcell" aria-colspan={5} title={`${headline} ${explanation}`}>
      <span class="notice-sign" aria-hidden="true">
        !
      </span>
      <strong>{headline}</strong> <bdi>{explanation}</bdi>
    </td>
  );
}

function timeTitle({ time, sent }: Message): string {
  return `accepted by the hub ${time}${sent ? `, sent ${sent}` : ''}`;
}

function deltaTitle({ deltaMs, topic, prev }: Message): string {
  if (deltaMs === null) return `the first message on ${topic}`;
  return `${deltaMs} ms after message ${prev}, the one before on ${topic}`;
}
