// axe-core's judgement of a page as it stands.
import { readFile } from 'node:fs/promises';
import { inRoot } from './programs.mjs';

// The page's own policy lets no script in but its own; evaluated from outside it may run.
export async function prepareAxe(page) {
  await page.evaluate(await readFile(inRoot('web/node_modules/axe-core/axe.min.js'), 'utf8'));
}

// What is serious or critical, and where.
export async function graveFaults(page) {
  const found = await page.evaluate(async () => (await window.axe.run(document)).violations.map(
    ({ id, impact, nodes }) => ({ id, impact, where: nodes.slice(0, 3).map(({ target }) => target.join(' ')) }),
  ));
  return found.filter(({ impact }) => impact === 'serious' || impact === 'critical');
}
