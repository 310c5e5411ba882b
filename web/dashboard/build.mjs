// Builds the page into dist/, or with --tests the unit tests into dist-test/ (plain JavaScript
// that node's own test runner of any version from 18 on can run).
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const inRoot = (...parts) => join(root, ...parts);

async function buildPage() {
  await rm(inRoot('dist'), { recursive: true, force: true });
  await mkdir(inRoot('dist'), { recursive: true });
  await build({
    entryPoints: { app: inRoot('src/main.tsx') },
    outdir: inRoot('dist'),
    bundle: true,
    minify: true,
    format: 'iife',
    target: 'es2021',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    // Names of sources stay out of the output, so that it is the same wherever it is built.
    legalComments: 'none',
  });
  await build({
    entryPoints: { app: inRoot('src/styles/app.css') },
    outdir: inRoot('dist'),
    bundle: true,
    minify: true,
    target: 'es2021',
  });
  for (const name of ['index.html', 'favicon.svg']) {
    await cp(inRoot('src', name), inRoot('dist', name));
  }
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
