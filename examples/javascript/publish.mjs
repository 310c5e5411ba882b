// publish.mjs URL TOPIC TEXT: one message; says at which offset it is stored.
import { Client } from 'crier-client';
import WebSocket from 'ws';

const [url, topic, text] = process.argv.slice(2);
const client = new Client(`${url.replace(/^http/, 'ws')}/ws`, { WebSocket, topics: [] });
console.log(await client.publish(topic, text));
client.close();
