// What the hub says of a publisher's coming and going on $hub/publishers/SOURCE, checked.
import type { Message } from '../message.ts';

export const presencePrefix = '$hub/publishers/';

export interface PresenceChange {
  source: string;
  online: boolean;
  address: string | null;
  session: string;
  reason: string | null;
}

// Null: nothing that can be read as a change of presence.
export function presenceOf({ topic, payload }: Message): PresenceChange | null {
  const source = topic.slice(presencePrefix.length);
  if (!topic.startsWith(presencePrefix) || !isSource(source) || payload.kind !== 'json') return null;
  let fields: Record<string, unknown> | null;
  try {
    fields = JSON.parse(payload.source) as Record<string, unknown> | null;
  } catch {
    return null;
  }
  const state = fields?.['state'];
  if (!fields || (state !== 'online' && state !== 'offline')) return null;
  return {
    source,
    online: state === 'online',
    address: textOf(fields['address']),
    session: textOf(fields['session']) ?? '',
    reason: textOf(fields['reason']),
  };
}

export function isSource(name: string): boolean {
  return /^[A-Za-z0-9._:-]{1,128}$/.test(name);
}

export function textOf(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value.slice(0, 256) : null;
}
