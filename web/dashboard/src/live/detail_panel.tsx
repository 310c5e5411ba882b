// Everything about one message, whole: beside the table, or as a sheet over it on a phone.
import { Component, createRef } from 'preact';
import { delta, withCommas } from '../format.ts';
import type { MessageRow } from '../store/row.ts';
import { CopyButton } from './copy_button.tsx';
import type { LiveController } from './live_controller.ts';
import { base64, messageJson } from './message_json.ts';
import { PayloadView } from './payload_view.tsx';
import { curlCommand, wscatCommand } from './recall_command.ts';

interface Props {
  live: LiveController;
  row: MessageRow;
  // Null: it is of a recording.
  hub: URL | null;
  hasToken: boolean;
  narrow: boolean;
}

export class DetailPanel extends Component<Props> {
  readonly #heading = createRef<HTMLHeadingElement>();
  readonly #panel = createRef<HTMLElement>();

  // So that a screen reader reads on from here, and Escape and the arrows are for the panel.
  override componentDidMount(): void {
    this.#heading.current?.focus({ preventScroll: true });
  }

  override componentWillUnmount(): void {
    if (!this.#panel.current?.contains(document.activeElement)) return;
    document.querySelector<HTMLElement>('[role=grid]')?.focus({ preventScroll: true });
  }

  render({ live, row, hub, hasToken, narrow }: Props) {
    const { message, epoch } = row;
    const { payload } = message;
    const copied = payload.kind === 'text' ? payload.text : payload.kind === 'json' ? payload.source : null;
    return (
      <aside class="detail" ref={this.#panel} aria-labelledby="detail-title">
        <div class="detail-head">
          <h2 id="detail-title" ref={this.#heading} tabIndex={-1}>
            Message <span class="number">{withCommas(message.offset)}</span>
          </h2>
          <button type="button" class="plain" aria-label="Newer message" onClick={() => live.moveSelection(-1)}>
            ↑
          </button>
          <button type="button" class="plain" aria-label="Older message" onClick={() => live.moveSelection(1)}>
            ↓
          </button>
          <button type="button" class="plain" aria-label="Close" onClick={() => live.close()}>
            ✕
          </button>
        </div>
        <div class="detail-body" tabIndex={0} role="group" aria-label="Message details">
          <Fields row={row} />
          <PayloadView key={`${epoch}:${message.offset}`} payload={payload} narrow={narrow}>
            {copied === null ? (
              <CopyButton name="Copy as Base64" text={() => base64((payload as { bytes: Uint8Array }).bytes)} />
            ) : (
              <CopyButton name="Copy payload" text={() => copied} />
            )}
            <CopyButton name="Copy JSON" text={() => messageJson(message)} />
          </PayloadView>
          {hub && (
            <>
              <h3>Get it again</h3>
              <Command line={curlCommand(hub, epoch, message, hasToken)} name="curl" />
              <Command line={wscatCommand(hub, epoch, message, hasToken)} name="wscat" />
            </>
          )}
        </div>
      </aside>
    );
  }
}

function Fields({ row }: { row: MessageRow }) {
  const { message, epoch, arrivedAt } = row;
  const fields: [string, string][] = [
    ['Topic', message.topic],
    ['Source', message.source],
    ['Accepted', message.time],
    ['Sent', message.sent ?? 'not told'],
    ['Arrived here', row.fresh ? new Date(arrivedAt).toISOString() : 'from the history'],
    ['Since previous', message.deltaMs === null ? 'the first on its topic' : `${delta(message.deltaMs)} (${message.deltaMs} ms)`],
    ['Previous on topic', message.prev === 0 ? 'none' : `offset ${withCommas(message.prev)}`],
    ['Source’s number', message.seq === 0 ? 'none' : withCommas(message.seq)],
    ['Format', { text: 'text', json: 'JSON', binary: 'binary' }[message.payload.kind]],
    ['Position', `${epoch}:${message.offset}`],
  ];
  return (
    <dl>
      {fields.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Command({ line, name }: { line: string; name: string }) {
  return (
    <div class="command">
      <code tabIndex={0}>{line}</code>
      <CopyButton name={`Copy ${name}`} text={() => line} />
    </div>
  );
}
