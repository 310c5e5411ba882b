// subscribe.mjs URL FILTER: prints each message and each gap; the client comes back after every cut where it was.
import { Client } from 'crier-client';
import WebSocket from 'ws';

const [url, filter] = process.argv.slice(2);
const client = new Client(`${url.replace(/^http/, 'ws')}/ws`, { WebSocket, topics: [filter] });
client.on('gap', (gap) => console.log(JSON.stringify(gap)));
for await (const { offset, source, topic, data } of client) console.log(JSON.stringify({ offset, source, topic, data }));
