// Builds the package into dist/ and measures it as it comes into a page, or with --tests the unit
// tests into dist-test/.
import { readdir, rm } from 'node:fs/promises';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const inRoot = (...parts) => join(root, ...parts);
const gzippedMax = 5 * 1024;

async function measure() {
  const { outputFiles } = await build({
    entryPoints: [inRoot('src/index.ts')],
    bundle: true,
    minify: true,
    format: 'esm',
    target: 'es2022',
    write: false,
  });
  const { contents } = outputFiles[0];
  const size = gzipSync(contents, { level: 9 }).length;
  console.log(`crier-client: ${contents.length} bytes bundled and minified, ${size} of them gzipped (at most ${gzippedMax})`);
  if (size > gzippedMax) process.exitCode = 1;
}

async function buildPackage() {
  await rm(inRoot('dist'), { recursive: true, force: true });
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', inRoot('tsconfig.build.json')], { stdio: 'inherit' });
  await measure();
}

async function buildTests() {
  await rm(inRoot('dist-test'), { recursive: true, force: true });
  const tests = (await readdir(inRoot('test'))).filter((name) => name.endsWith('.test.ts'));
  await build({
    entryPoints: tests.map((name) => inRoot('test', name)),
    outdir: inRoot('dist-test'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: 'inline',
  });
  await measure();
}

await (process.argv.includes('--tests') ? buildTests() : buildPackage());
