// A real Chromium with an empty profile, removed afterwards.
import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { patienceMs } from './deadline.mjs';
import { inRoot } from './programs.mjs';

// The packages are those of the dashboard, so that one lock file names them all.
const require = createRequire(inRoot('web/dashboard/package.json'));

const switches = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const chromium = () =>
  process.env.CHROMIUM ?? execFileSync(inRoot('scripts/find-chromium'), { encoding: 'utf8' }).trim();

export class Browser {
  static async start() {
    const browser = new Browser();
    browser.profile = await mkdtemp(join(tmpdir(), 'crier-browser-'));
    browser.context = await require('playwright-core').chromium.launchPersistentContext(browser.profile, {
      executablePath: chromium(),
      headless: true,
      args: switches,
      viewport: { width: 1440, height: 900 },
    });
    browser.context.setDefaultTimeout(patienceMs);
    return browser;
  }

  // Opens the dashboard and notes whatever a page should never do.
  async open(url, { width = 1440, height = 900, colorScheme = 'light', reducedMotion = 'reduce' } = {}) {
    const page = await this.context.newPage();
    page.faults = [];
    page.on('console', (message) => {
      if (message.type() === 'error') page.faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => page.faults.push(`exception: ${error.message}`));
    page.on('dialog', (dialog) => {
      page.faults.push(`dialog: ${dialog.message()}`);
      dialog.dismiss();
    });
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) => {
        window.violations.push(`${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme, reducedMotion });
    await page.goto(url);
    return page;
  }

  async close() {
    await this.context.close();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}
