// Builds the page into dist/, or with --tests the unit tests into dist-test/ (plain JavaScript
// that node's own test runner of any version from 18 on can run).
import { createHash } from 'node:crypto';
import { copyFile, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipAsync } from '@gfx/zopfli';
import { build } from 'esbuild';
import { minify } from 'terser';
import { ownNames } from './own_names.mjs';

const root = dirname(fileURLToPath(import.meta.url));
// All that it loads, compressed: it is to be there at once on a slow line too.
const pageBytesMax = 60 * 1024;
// What comes out of esbuild made smaller still, as it is compressed: fewer bytes before that are not
// always fewer after it.
const smallest = {
  ecma: 2020,
  toplevel: true,
  compress: { passes: 3, inline: 1, keep_fargs: false, lhs_constants: false, pure_getters: true, sequences: false },
};
const inRoot = (...parts) => join(root, ...parts);

// What a page loads only from a hub that has faults: a script of its own, which names the same members.
const faultsName = './faults.js';
const apart = {
  name: 'apart',
  setup: (build) => build.onResolve({ filter: /\/faults\.ts$/ }, ({ kind }) =>
    kind === 'dynamic-import' ? { path: faultsName, external: true } : undefined),
};

async function buildPage() {
  await rm(inRoot('dist'), { recursive: true, force: true });
  await mkdir(inRoot('dist'), { recursive: true });
  const mangleProps = await ownNames(inRoot('src'), inRoot('../client/src'));
  const common = { bundle: true, minify: true, target: 'es2022', write: false };
  const script = await build({
    ...common,
    entryPoints: [inRoot('src/main.tsx')],
    format: 'iife',
    // Calls with the children as arguments, which are shorter than those with them as a property.
    tsconfig: inRoot('tsconfig.build.json'),
    inject: [inRoot('src/jsx_factory.ts')],
    // Names of sources stay out of the output, so that it is the same wherever it is built.
    legalComments: 'none',
    mangleProps,
    mangleCache: {},
    plugins: [apart],
  });
  const faults = await build({
    ...common,
    entryPoints: [inRoot('src/faults/faults.ts')],
    format: 'esm',
    legalComments: 'none',
    loader: { '.css': 'text' },
    mangleProps,
    mangleCache: script.mangleCache,
  });
  const faultsFile = await writeNamed('faults', '.js', textOf(faults));
  const style = await build({ ...common, entryPoints: [inRoot('src/styles/app.css')] });
  const { code } = await minify(textOf(script), smallest);
  const page = await readFile(inRoot('src/index.html'), 'utf8');
  await writeFile(
    inRoot('dist/index.html'),
    page
      .replace('app.js', await writeNamed('app', '.js', code.replace(faultsName, `./${faultsFile}`)))
      .replace('app.css', await writeNamed('app', '.css', textOf(style))),
  );
  await copyFile(inRoot('src/favicon.svg'), inRoot('dist/favicon.svg'));
  await compressAll();
}

const textOf = ({ outputFiles }) => outputFiles[0].text;

// A changed file has another name, so browsers may keep what they have for ever.
async function writeNamed(name, ending, text) {
  const digest = createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
  await writeFile(inRoot('dist', `${name}-${digest}${ending}`), text);
  return `${name}-${digest}${ending}`;
}

// The hub hands out NAME.gz in place of NAME to whoever takes it. Zopfli's gzip is a few percent
// smaller than that of the usual compressor, and as fast to unpack.
async function compressAll() {
  let total = 0;
  for (const name of await readdir(inRoot('dist'))) {
    const compressed = await gzipAsync(await readFile(inRoot('dist', name)), { numiterations: 15 });
    await writeFile(inRoot('dist', `${name}.gz`), compressed);
    if (!name.startsWith('faults')) total += compressed.length;
  }
  console.log(`The page is ${(total / 1024).toFixed(1)} KiB compressed`);
  if (total <= pageBytesMax) return;
  console.error(`${total} bytes, and the page may have ${pageBytesMax} at most`);
  process.exitCode = 1;
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
