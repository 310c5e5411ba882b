// The answer to GET /api/v1/publishers, checked. Rows that can't be read are left out and counted.
import { hubTime } from '../measure/hub_time.ts';
import { isSource, textOf } from './presence.ts';

export interface Publisher {
  source: string;
  session: string;
  address: string | null;
  // By the hub's clock, in ms.
  connectedAt: number | null;
  lastMessageAt: number | null;
  messages: number;
}

export type PublishersAnswer =
  | { kind: 'list'; publishers: Publisher[]; unreadable: number }
  // 403: not for this page's token. 404: a hub that doesn't tell.
  | { kind: 'forbidden' | 'untold' | 'failed' };

export const publishersPath = '/api/v1/publishers';

export function readPublishers(status: number, text: string): PublishersAnswer {
  if (status === 401 || status === 403) return { kind: 'forbidden' };
  if (status === 404 || status === 405) return { kind: 'untold' };
  const list = status === 200 ? listOf(text) : null;
  if (!list) return { kind: 'failed' };
  const publishers = list.map(publisherOf).filter((each) => each !== null);
  return { kind: 'list', publishers, unreadable: list.length - publishers.length };
}

function listOf(text: string): unknown[] | null {
  try {
    const list = (JSON.parse(text) as { publishers?: unknown } | null)?.publishers;
    return Array.isArray(list) ? list : null;
  } catch {
    return null;
  }
}

function publisherOf(value: unknown): Publisher | null {
  if (typeof value !== 'object' || value === null) return null;
  const fields = value as Record<string, unknown>;
  const { source, messages } = fields;
  if (typeof source !== 'string' || !isSource(source)) return null;
  return {
    source,
    session: textOf(fields['session']) ?? '',
    address: textOf(fields['address']),
    connectedAt: timeOf(fields['connected_at']),
    lastMessageAt: timeOf(fields['last_message_at']),
    messages: typeof messages === 'number' && Number.isFinite(messages) && messages > 0 ? messages : 0,
  };
}

function timeOf(value: unknown): number | null {
  const ms = typeof value === 'string' ? hubTime(value) : NaN;
  return Number.isFinite(ms) ? ms : null;
}
