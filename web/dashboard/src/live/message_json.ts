// A message as the hub sends it, from its parts: the page doesn't keep each text twice.
import type { Message } from '../message.ts';

export function messageJson(message: Message): string {
  const text = (name: string, value: string) => `"${name}":${JSON.stringify(value)}`;
  return `{${[
    text('type', 'message'),
    text('topic', message.topic),
    `"offset":${message.offset}`,
    `"prev":${message.prev}`,
    text('time', message.time),
    ...(message.sent === null ? [] : [text('sent', message.sent)]),
    text('source', message.source),
    `"seq":${message.seq}`,
    `"delta_ms":${message.deltaMs}`,
    payloadMember(message),
  ].join(',')}}`;
}

function payloadMember({ payload }: Message): string {
  switch (payload.kind) {
    case 'text':
      return `"data":${JSON.stringify(payload.text)}`;
    case 'json':
      return `"data":${payload.source}`;
    case 'binary':
      return `"data_base64":"${base64(payload.bytes)}"`;
  }
}

export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  // A call takes so many arguments and no more.
  for (let at = 0; at < bytes.length; at += 0x2000) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + 0x2000)));
  }
  return btoa(parts.join(''));
}
