import { Component } from 'preact';
import type { Row } from '../feed.ts';
import { dayOf, delta, timeOfDay } from '../format.ts';
import { count, extractOf, wholeOf } from '../payload.ts';
import type { Message } from '../message.ts';

interface Props {
  row: Extract<Row, { kind: 'message' }>;
  today: string;
}

// A row never changes but for being opened, and saying so keeps bursts cheap.
export class MessageRow extends Component<Props, { open: boolean }> {
  override state = { open: false };
  // Only what has just come lights up, not what a filter or a scroll brings back.
  private readonly fresh = this.props.row.fresh && Date.now() - this.props.row.arrivedAt < 2000;

  override shouldComponentUpdate(next: Props, state: { open: boolean }): boolean {
    return next.row !== this.props.row || next.today !== this.props.today || state !== this.state;
  }

  private readonly toggle = () => this.setState(({ open }) => ({ open: !open }));

  render({ row, today }: Props, { open }: { open: boolean }) {
    const { message } = row;
    return (
      <tr role="row" class={this.fresh ? 'message fresh' : 'message'} data-offset={message.offset}>
        <TimeCell message={message} today={today} />
        <td role="cell" class="source">
          <span class={`dot hue-${row.hue}`} aria-hidden="true" />
          <bdi>{message.source}</bdi>
        </td>
        <td role="cell" class="topic">
          <bdi>{message.topic}</bdi>
        </td>
        <td role="cell" class="data">
          <Data message={message} open={open} onToggle={this.toggle} />
        </td>
        <td role="cell" class="delta" title={deltaTitle(message)}>
          {message.deltaMs === null && <span class="unseen">first on its topic</span>}
          <span aria-hidden={message.deltaMs === null}>{delta(message.deltaMs)}</span>
        </td>
      </tr>
    );
  }
}

function TimeCell({ message, today }: { message: Message; today: string }) {
  const at = Date.parse(message.time);
  const day = dayOf(at);
  const sent = message.sent ? `, sent ${message.sent}` : '';
  return (
    <td role="cell" class="time">
      <time dateTime={message.time} title={`accepted by the hub ${message.time}${sent}`}>
        {day !== today && <span class="day">{day}</span>}
        {timeOfDay(at)}
      </time>
    </td>
  );
}

function Data({ message, open, onToggle }: { message: Message; open: boolean; onToggle: () => void }) {
  const { payload } = message;
  const extract = extractOf(payload);
  const shown = open ? wholeOf(payload) : extract.text;
  const mono = payload.kind === 'text' ? '' : ' mono';
  return (
    <>
      {payload.kind === 'binary' && (
        <span class="kind">{count(payload.bytes.length, 'byte')} of binary</span>
      )}
      {shown === '' ? (
        payload.kind === 'text' && <span class="empty-text">empty text</span>
      ) : open ? (
        <div class={`text whole${mono}`} dir="auto" tabIndex={0} role="group" aria-label="Whole message">
          {shown}
        </div>
      ) : (
        <span class={`text${mono}`} dir="auto">
          {shown}
        </span>
      )}
      {extract.rest !== null && (
        <button type="button" class="more" aria-expanded={open} onClick={onToggle}>
          {open ? 'Show less' : `… ${extract.rest}`}
        </button>
      )}
    </>
  );
}

function deltaTitle({ deltaMs, topic, prev }: Message): string {
  if (deltaMs === null) return `the first message on ${topic}`;
  return `${deltaMs} ms after message ${prev}, the one before on ${topic}`;
}
