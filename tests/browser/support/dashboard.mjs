// What a person would look at and press on the page.
export const messages = (page) => page.locator('tr.message');
export const offsetRow = (page, offset) => page.locator(`tr.message[data-offset="${offset}"]`);
export const rowWith = (page, text) => messages(page).filter({ hasText: text });
export const state = (page, kind) => page.locator(`[data-state="${kind}"]`);
export const button = (page, name) => page.getByRole('button', { name });
export const filter = (page) => page.getByRole('searchbox');

export async function whenState(page, kind, timeout) {
  await state(page, kind).waitFor(timeout ? { timeout } : {});
}

// As soon as the page shows at least so many messages.
export async function whenRows(page, count) {
  await messages(page).nth(count - 1).waitFor();
}

// [offset, message, delta] of every row, newest first, read in one step.
export async function rows(page) {
  return page.$$eval('tr.message', (all) =>
    all.map((row) => [
      Number(row.dataset.offset),
      row.querySelector('.text')?.textContent ?? '',
      row.querySelector('.delta').lastChild.textContent,
    ]),
  );
}

export async function overflow(page) {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}
