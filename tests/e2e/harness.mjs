// What every end-to-end test needs: the app in a headless browser, driven through its accessibility mirror by role
// and name; every request watched; every error of the page collected.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
export const dist = path.join(root, 'dist');
export const pictures = path.join(root, 'build', 'screenshots');
export const base = process.env.ASSAY_E2E_URL ?? 'http://127.0.0.1:8080/';

/** 'threads' or 'nothreads': which of the two builds the tests run on. */
export const variant = process.env.ASSAY_E2E_VARIANT ?? 'threads';

const FLAGS = [
  '--headless', '--no-sandbox', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--enable-unsafe-webgpu', '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
];

export function chromiumPath() {
  const found = [process.env.ASSAY_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
    .find((file) => file && fs.existsSync(file));
  if (!found) throw new Error('No Chromium was found. scripts/setup installs it; ASSAY_CHROMIUM names another one.');
  return found;
}

export async function launch() {
  return chromium.launch({ executablePath: chromiumPath(), args: FLAGS, ignoreDefaultArgs: ['--headless=old'] });
}

/** The app in a page of its own. */
export class App {
  constructor(page, context) {
    this.page = page;
    this.context = context;
    this.foreign = [];
    this.requests = [];
    this.errors = [];
    page.on('request', (request) => {
      const url = request.url();
      this.requests.push(url);
      if (!url.startsWith(base) && !url.startsWith('blob:') && !url.startsWith('data:')) this.foreign.push(url);
    });
    page.on('pageerror', (error) => this.errors.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error') this.errors.push(message.text());
    });
  }

  static async open(browser, { query = '', hash = '', dark = false, width = 1280, height = 800, scale = 1, touch = false } = {}) {
    const context = await browser.newContext({
      viewport: { width, height }, deviceScaleFactor: scale, colorScheme: dark ? 'dark' : 'light', hasTouch: touch,
      isMobile: touch, acceptDownloads: true,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(30_000);
    const app = new App(page, context);
    const parameters = new URLSearchParams(query);
    if (variant === 'nothreads') parameters.set('threads', '0');
    const text = parameters.toString();
    await page.goto(base + (text ? `?${text}` : '') + hash);
    await app.ready();
    return app;
  }

  /** Until the first frame is there: the app's own navigation stands in the mirror. */
  async ready() {
    await this.page.getByRole('navigation').first().waitFor({ state: 'attached', timeout: 60_000 });
  }

  async close() {
    await this.context.close();
  }

  get(role, name, options = {}) {
    return this.page.getByRole(role, { name, exact: true, includeHidden: true, ...options });
  }

  button(name) {
    return this.get('button', name);
  }

  /** Acts on the mirror as a screen reader's click does. */
  async click(role, name, options = {}) {
    const element = this.get(role, name, options).first();
    await element.waitFor({ state: 'attached' });
    await element.dispatchEvent('click');
  }

  async wait(role, name, timeout = 30_000) {
    const element = this.page.getByRole(role, { name, includeHidden: true }).first();
    await element.waitFor({ state: 'attached', timeout });
    return element;
  }

  async gone(role, name, timeout = 30_000) {
    await this.page.getByRole(role, { name, includeHidden: true }).first().waitFor({ state: 'detached', timeout });
  }

  /** Text of the whole mirror, for assertions about what is said anywhere. */
  async text() {
    return this.page.evaluate(() => {
      const out = [];
      for (const element of document.querySelectorAll('[role], button, input, [aria-label]')) {
        out.push(element.getAttribute('aria-label') ?? '', element.textContent ?? '', element.value ?? '',
                 element.getAttribute('aria-description') ?? '', element.getAttribute('aria-valuetext') ?? '');
      }
      return out.join('\n');
    });
  }

  async said(pattern, timeout = 30_000) {
    const until = Date.now() + timeout;
    for (;;) {
      const text = await this.text();
      if (pattern.test(text)) return text;
      if (Date.now() > until) throw new Error(`Not said within ${timeout} ms: ${pattern}\nThe mirror says:\n${text}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** A file dropped on the window, as the browser hands it over. */
  async drop(name, bytes, type = '') {
    const base64 = Buffer.from(bytes).toString('base64');
    await this.page.evaluate(([name, base64, type]) => {
      const binary = atob(base64);
      const array = Uint8Array.from(binary, (character) => character.charCodeAt(0));
      const transfer = new DataTransfer();
      transfer.items.add(new File([array], name, { type }));
      for (const kind of ['dragenter', 'dragover', 'drop']) {
        const at = document.elementFromPoint(200, 200) ?? document.body;
        at.dispatchEvent(new DragEvent(kind, { dataTransfer: transfer, bubbles: true, cancelable: true, clientX: 200, clientY: 200 }));
      }
    }, [name, base64, type]);
  }

  /** A file picked through the Open dialog; for big files, which go by path. */
  async pick(file) {
    const [chooser] = await Promise.all([this.page.waitForEvent('filechooser'), this.click('button', 'Open file')]);
    await chooser.setFiles(file);
  }

  async download(action) {
    const [download] = await Promise.all([this.page.waitForEvent('download'), action()]);
    const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'assay-')), download.suggestedFilename());
    await download.saveAs(file);
    return { name: download.suggestedFilename(), text: fs.readFileSync(file, 'utf8') };
  }

  async picture(name) {
    fs.mkdirSync(pictures, { recursive: true });
    await this.page.screenshot({ path: path.join(pictures, `${variant}-${name}.png`) });
  }
}
