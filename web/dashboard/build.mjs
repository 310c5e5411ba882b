// Builds the page into dist/, or with --tests the unit tests into dist-test/ (plain JavaScript
// that node's own test runner of any version from 18 on can run).
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
// All of it, compressed: it is to be there at once on a slow line too.
const pageBytesMax = 60 * 1024;
const inRoot = (...parts) => join(root, ...parts);

async function buildPage() {
  await rm(inRoot('dist'), { recursive: true, force: true });
  await mkdir(inRoot('dist'), { recursive: true });
  const common = {
    outdir: inRoot('dist'),
    // A changed file has another name, so browsers may keep what they have for ever.
    entryNames: '[name]-[hash]',
    metafile: true,
    bundle: true,
    minify: true,
    target: 'es2022',
  };
  const script = await build({
    ...common,
    entryPoints: { app: inRoot('src/main.tsx') },
    format: 'iife',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Names of sources stay out of the output, so that it is the same wherever it is built.
    legalComments: 'none',
  });
  const style = await build({ ...common, entryPoints: { app: inRoot('src/styles/app.css') } });
  const page = await readFile(inRoot('src/index.html'), 'utf8');
  await writeFile(
    inRoot('dist/index.html'),
    page.replace('app.js', outputName(script)).replace('app.css', outputName(style)),
  );
  await copyFile(inRoot('src/favicon.svg'), inRoot('dist/favicon.svg'));
  await compressAll();
}

function outputName({ metafile }) {
  return basename(Object.keys(metafile.outputs)[0]);
}

// The hub hands out NAME.gz in place of NAME to whoever takes it.
async function compressAll() {
  let total = 0;
  for (const name of await readdir(inRoot('dist'))) {
    const compressed = gzipSync(await readFile(inRoot('dist', name)), { level: 9 });
    await writeFile(inRoot('dist', `${name}.gz`), compressed);
    total += compressed.length;
  }
  console.log(`The page is ${(total / 1024).toFixed(1)} KiB compressed`);
  if (total > pageBytesMax) throw new Error(`the page may have ${pageBytesMax} bytes at most`);
}

async function buildTests() {
  await rm(inRoot('dist-test'), { recursive: true, force: true });
  const tests = (await readdir(inRoot('test'))).filter((name) => /\.test\.tsx?$/.test(name));
  await build({
    entryPoints: tests.map((name) => inRoot('test', name)),
    outdir: inRoot('dist-test'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node18',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    sourcemap: 'inline',
  });
}

await (process.argv.includes('--tests') ? buildTests() : buildPage());
