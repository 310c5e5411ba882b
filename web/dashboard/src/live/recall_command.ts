// The command lines that get exactly this message from the hub again.
import { topicInQuery } from '../history.ts';
import type { Message } from '../message.ts';

// Never this page's own token: a terminal keeps what is typed into it.
const tokenHeader = (hasToken: boolean) => (hasToken ? ` -H 'Authorization: Bearer TOKEN'` : '');

export function curlCommand(hub: URL, epoch: string, { offset }: Message, hasToken: boolean): string {
  const web = `${hub.protocol === 'wss:' ? 'https:' : 'http:'}//${hub.host}`;
  return `curl${tokenHeader(hasToken)} '${web}/api/v1/messages?since=${epoch}:${offset - 1}&limit=1'`;
}

// It goes on with what came later on this topic.
export function wscatCommand(hub: URL, epoch: string, { offset, topic }: Message, hasToken: boolean): string {
  const query = `topics=${topicInQuery(topic)}&since=${epoch}:${offset - 1}`;
  return `npx wscat${tokenHeader(hasToken)} -c '${hub.href}?${query}'`;
}
