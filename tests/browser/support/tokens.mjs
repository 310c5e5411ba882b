// A key file for a hub, and tokens that are signed with it.
import { createHmac, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const encoded = (part) => Buffer.from(JSON.stringify(part)).toString('base64url');

export class Tokens {
  static async make() {
    const tokens = new Tokens();
    tokens.folder = await mkdtemp(join(tmpdir(), 'crier-key-'));
    tokens.file = join(tokens.folder, 'key');
    // Text, as a hub leaves out one newline at a file's end.
    tokens.key = randomBytes(32).toString('hex');
    await writeFile(tokens.file, tokens.key, { mode: 0o600 });
    return tokens;
  }

  // `seconds`: until it runs out. A hub grants 5 s more, for clocks that differ.
  sign(crier, { seconds = 3600, sub = 'ann' } = {}) {
    const exp = Math.floor(Date.now() / 1000) + seconds;
    const signed = `${encoded({ alg: 'HS256', typ: 'JWT' })}.${encoded({ sub, exp, crier })}`;
    return `${signed}.${createHmac('sha256', this.key).update(signed).digest('base64url')}`;
  }

  async remove() {
    await rm(this.folder, { recursive: true, force: true });
  }
}
