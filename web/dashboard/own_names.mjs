// The names that a build may shorten without anybody noticing: members of the classes of the page
// and of the client, where neither the browser, nor Preact, nor a message has that name too.
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const require = createRequire(import.meta.url);

const sources = async (folder) =>
  (await readdir(folder, { withFileTypes: true, recursive: true }))
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));

// Every word in the types of the platform and of Preact.
async function foreignNames() {
  const libraries = dirname(require.resolve('typescript'));
  const preact = dirname(dirname(require.resolve('preact')));
  const files = [
    ...(await readdir(libraries)).filter((name) => /^lib\..*\.d\.ts$/.test(name)).map((name) => join(libraries, name)),
    join(preact, 'src/index.d.ts'),
  ];
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  return new Set(texts.flatMap((text) => text.match(/\w+/g)));
}

// As esbuild wants them: one expression that such a name matches.
export async function ownNames(...folders) {
  const members = new Set();
  // Fields of plain objects may come from the hub, which writes them in small letters; texts and
  // attributes may be names too.
  const fields = new Set();
  const written = new Set();
  const look = (node) => {
    const name = node.name && ts.isIdentifier(node.name) ? node.name.text : null;
    if (name && (ts.isClassElement(node) || ts.isParameterPropertyDeclaration(node, node.parent))) members.add(name);
    if (name && ts.isTypeElement(node)) fields.add(name);
    if (name && ts.isJsxAttribute(node)) written.add(name);
    if (ts.isStringLiteralLike(node)) written.add(node.text);
    ts.forEachChild(node, look);
  };
  for (const file of (await Promise.all(folders.map(sources))).flat()) {
    look(ts.createSourceFile(file, await readFile(file, 'utf8'), ts.ScriptTarget.Latest, true));
  }
  const foreign = await foreignNames();
  const own = [...members].filter(
    (name) => !foreign.has(name) && !written.has(name) && (/[A-Z]/.test(name) || !fields.has(name)),
  );
  return new RegExp(`^(${own.sort().join('|')})$`);
}
