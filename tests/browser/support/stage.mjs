// What the tests of a file share: a browser, and an end for whatever each of them has begun.
import { mkdir } from 'node:fs/promises';
import { after, afterEach, before } from 'node:test';
import { Browser } from './browser.mjs';
import { inRoot } from './programs.mjs';

// Where screenshots go.
export const pictures = inRoot('build/browser');

// To be called once at the top of a file. `browser` is there once a test runs.
export function useStage() {
  let cleanups = [];
  const stage = {
    browser: null,
    // After the test, the last one first.
    later: (cleanup) => cleanups.unshift(cleanup),
  };
  before(async () => {
    await mkdir(pictures, { recursive: true });
    stage.browser = await Browser.start();
  });
  after(() => stage.browser.close());
  afterEach(async () => {
    for (const page of stage.browser.context.pages().slice(1)) await page.close();
    for (const cleanup of cleanups) await cleanup();
    cleanups = [];
  });
  return stage;
}
