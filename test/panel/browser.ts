import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { giveDataLinks } from './data-links.ts';

const ARTEFACTS = fileURLToPath(new URL('../artefacts/panel/', import.meta.url));

/** Above the panel: the page's header; around it: its padding. */
const PAGE_EXTRA_PX = { width: 32, height: 160 };

export async function launchBrowser(executablePath: string): Promise<Browser> {
  // Chromium's sandbox does not run as root, as tests in containers do.
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

export interface View {
  theme?: 'dark' | 'light';
  width: number;
  height: number;
  options?: Record<string, unknown>;
  /** Links of each row, as a dashboard may define them. */
  dataLinks?: number;
}

export interface OpenPage {
  page: Page;
  /** Errors and warnings of the console, failed requests, uncaught exceptions. */
  complaints: string[];
}

/** Opens the preview with a panel of the given size. */
export async function openPreview(browser: Browser, url: string, view: View): Promise<OpenPage> {
  const { theme = 'dark', width, height, options = {}, dataLinks = 0 } = view;
  const page = await browser.newPage({
    viewport: { width: width + PAGE_EXTRA_PX.width, height: height + PAGE_EXTRA_PX.height },
    deviceScaleFactor: 2,
    locale: 'en-GB',
    timezoneId: 'Europe/London',
  });
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type()))
      complaints.push(`${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('response', (response) => {
    if (!response.ok()) complaints.push(`${response.status()}: ${response.url()}`);
  });
  if (dataLinks > 0) await giveDataLinks(page, dataLinks);
  const search = new URLSearchParams({ theme, size: `${width}x${height}`, options: JSON.stringify(options) });
  await page.goto(`${url}/?${search}`);
  return { page, complaints };
}

/** Keeps a picture of the panel in test/artefacts/panel/. */
export async function photograph(page: Page, name: string): Promise<void> {
  await mkdir(ARTEFACTS, { recursive: true });
  const box = await page.locator('section').boundingBox();
  // The page rather than the element, so that a tooltip over the panel is in the picture.
  await page.screenshot({ path: `${ARTEFACTS}${name}.png`, ...(box ? { clip: box } : {}) });
}
