// What a person would look at and press on the page.
export const messages = (page) => page.locator('tr.message');
export const offsetRow = (page, offset) => page.locator(`tr.message[data-offset="${offset}"]`);
export const rowWith = (page, text) => messages(page).filter({ hasText: text });
export const state = (page, kind) => page.locator(`[data-state="${kind}"]`);
export const button = (page, name) => page.getByRole('button', { name });
export const filter = (page, name = 'Text') => page.getByRole('searchbox', { name, exact: true });
export const detail = (page) => page.locator('.detail');

export async function whenState(page, kind, timeout) {
  await state(page, kind).waitFor(timeout ? { timeout } : {});
}

// As soon as the page shows at least so many messages.
export async function whenRows(page, count) {
  await messages(page).nth(count - 1).waitFor();
}

// [offset, message, delta] of every row in sight, newest first, read in one step.
export async function rows(page) {
  return page.$$eval('tr.message', (all) =>
    all.map((row) => [
      Number(row.dataset.offset),
      row.querySelector('.text')?.textContent ?? '',
      row.querySelector('.delta').lastChild.textContent,
    ]),
  );
}

// The same of all rows that the page has, by scrolling through them; of a notice [null, its text].
// Fetches nothing: it stops where the rows end.
export async function allRows(page) {
  return page.evaluate(async () => {
    const scroller = document.querySelector('.scroller');
    const grid = scroller.querySelector('[role=grid]');
    const drawn = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const found = new Map();
    for (let next = 2; next <= Number(grid.ariaRowCount); ) {
      for (const row of grid.querySelectorAll('tbody tr')) {
        const offset = row.dataset.offset === undefined ? null : Number(row.dataset.offset);
        const told = offset === null ? row.textContent : (row.querySelector('.text')?.textContent ?? '');
        found.set(Number(row.getAttribute('aria-rowindex')), [offset, told, row.querySelector('.delta')?.lastChild.textContent]);
      }
      const before = next;
      while (found.has(next)) next++;
      if (next === before || next <= Number(grid.ariaRowCount)) {
        scroller.scrollTop = (next - 4) * (scroller.querySelector('tbody tr')?.offsetHeight ?? 28);
        await drawn();
      }
    }
    scroller.scrollTop = 0;
    await drawn();
    return [...found].sort(([a], [b]) => a - b).map(([, row]) => row);
  });
}

export async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
