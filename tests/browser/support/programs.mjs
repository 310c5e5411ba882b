// The real programs, each started by its path and ended by its own process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { within } from './deadline.mjs';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export const inRoot = (...parts) => resolve(root, ...parts);

// CRIER_BIN: the folder of the programs.
function program(name) {
  const found = inRoot(process.env.CRIER_BIN ?? 'build/dev/bin', name);
  if (!existsSync(found)) throw new Error(`${found} is not there: build it, or set CRIER_BIN`);
  return found;
}

// A child process and the lines that it prints; of one that talks on standard error alone, those.
export class Program {
  #waiting = [];

  constructor(path, args, { talksOn = 'stdout' } = {}) {
    this.lines = [];
    this.process = spawn(path, args, { stdio: ['pipe', 'pipe', 'pipe'] });
    this.errors = '';
    this.process.stderr.on('data', (data) => (this.errors += data));
    this.ended = once(this.process, 'close');
    createInterface({ input: this.process[talksOn] }).on('line', (line) => {
      this.lines.push(line);
      this.#waiting = this.#waiting.filter((look) => !look());
    });
  }

  // The first `count` lines that match, as soon as there are so many.
  async linesMatching(pattern, count = 1) {
    const found = new Promise((resolve) => {
      const look = () => {
        const matching = this.lines.filter((line) => pattern.test(line));
        if (matching.length < count) return false;
        resolve(matching.slice(0, count));
        return true;
      };
      if (!look()) this.#waiting.push(look);
    });
    const ended = this.ended.then(() => {
      throw new Error(`it ended early: ${this.errors}`);
    });
    return within(Promise.race([found, ended]), `line like ${pattern}`);
  }

  signal(name) {
    this.process.kill(name);
  }

  async kill() {
    this.process.kill('SIGKILL');
    await within(this.ended, 'end of a killed process');
  }
}

export class Hub extends Program {
  // `addresses`: those of an earlier hub, to take its place.
  static async start(options = [], addresses = ['127.0.0.1:0', '127.0.0.1:0']) {
    const hub = new Hub(program('crier-hub'), [
      ...['--publish-address', addresses[0]],
      ...['--web-address', addresses[1]],
      ...options,
    ]);
    try {
      const [ready] = await hub.linesMatching(/^crier-hub ready /);
      const match = /^crier-hub ready publish=(\S+) web=(https?):\/\/(\S+)$/.exec(ready);
      if (!match) throw new Error(`not a ready line: ${ready}`);
      hub.publishAddress = match[1];
      hub.webAddress = match[3];
      hub.url = `${match[2]}://${match[3]}/`;
      return hub;
    } catch (problem) {
      hub.process.kill('SIGKILL');
      throw problem;
    }
  }

  get addresses() {
    return [this.publishAddress, this.webAddress];
  }
}

export function startBroadcaster(hub, name, options = ['--min-interval', '50ms', '--max-interval', '200ms']) {
  return new Program(program('crier-broadcaster'), ['--hub', hub.publishAddress, '--source', name, ...options]);
}

export function startWscat(options) {
  return new Program(process.execPath, [inRoot('web/node_modules/wscat/bin/wscat'), ...options]);
}
