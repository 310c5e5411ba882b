// A wire between page and hub that a test can cut and mend, as a network does.
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

export class Wire {
  static async to(address) {
    const [host, port] = address.split(':');
    const wire = new Wire();
    wire.whole = true;
    wire.ends = new Set();
    wire.server = createServer((near) => {
      if (!wire.whole) return near.destroy();
      const far = connect(Number(port), host);
      for (const [from, to] of [[near, far], [far, near]]) {
        wire.ends.add(from);
        from.pipe(to);
        from.on('error', () => to.destroy());
        from.on('close', () => {
          wire.ends.delete(from);
          to.destroy();
        });
      }
    });
    wire.server.listen(0, '127.0.0.1');
    await once(wire.server, 'listening');
    wire.url = `http://127.0.0.1:${wire.server.address().port}/`;
    return wire;
  }

  cut() {
    this.whole = false;
    for (const end of this.ends) end.destroy();
  }

  mend() {
    this.whole = true;
  }

  close() {
    this.cut();
    this.server.close();
  }
}
