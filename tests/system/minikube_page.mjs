// minikube_page.mjs URL POD...: opens the page in Chromium and waits until a message of each of the
// pods stands in it, arrived over the page's own WebSocket.
import { createRequire } from 'node:module';

const { chromium } = createRequire(new URL('../../web/dashboard/package.json', import.meta.url))('playwright-core');

const [url, ...pods] = process.argv.slice(2);
const deadline = 60_000; // a broadcaster says something every 1 to 10 seconds

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  // As root, which containers are, Chromium's sandbox does not start; the page is our own.
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
try {
  const page = await browser.newPage();
  const faults = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  await page.goto(url, { timeout: deadline });
  for (const pod of pods) {
    await page.getByText(pod).first().waitFor({ state: 'visible', timeout: deadline });
    console.log(`the page shows a message of ${pod}`);
  }
  if (faults.length > 0) throw new Error(`the page's own errors: ${faults.join('; ')}`);
} finally {
  await browser.close();
}
