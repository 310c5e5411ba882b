// The smallest publisher: length-prefixed frames on a TCP connection, to publish exact messages.
import { once } from 'node:events';
import { connect } from 'node:net';
import { within } from './deadline.mjs';

const formats = { text: 0, json: 1, binary: 2 };

export class Publisher {
  static async open(hub, source, token) {
    const [host, port] = hub.publishAddress.split(':');
    const socket = connect(Number(port), host);
    await within(once(socket, 'connect'), 'connection to the hub');
    const publisher = new Publisher();
    publisher.socket = socket;
    // Answers are not of interest, but an unread socket would not notice its end.
    socket.resume();
    socket.on('error', () => {});
    publisher.frame(0x02, Buffer.from(JSON.stringify({ protocol: 1, source, token })));
    return publisher;
  }

  // `seq`: its number in this session, which the hub acknowledges; 0: none.
  publish(topic, payload, format = 'text', seq = 0) {
    const name = Buffer.from(topic);
    const head = Buffer.alloc(1 + 8 + 8 + 2);
    head.writeUInt8(formats[format], 0);
    head.writeBigUInt64BE(BigInt(seq), 1);
    head.writeUInt16BE(name.length, 17);
    this.frame(0x01, Buffer.concat([head, name, Buffer.from(payload)]));
  }

  frame(type, body) {
    const head = Buffer.alloc(5);
    head.writeUInt32BE(body.length + 1, 0);
    head.writeUInt8(type, 4);
    this.socket.write(Buffer.concat([head, body]));
  }

  close() {
    this.socket.destroy();
  }
}
