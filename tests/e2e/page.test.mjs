// The page itself: policy, start, deep links, keyboard, clipboard, offline, and pictures of what a person sees.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { App, base, launch, variant } from './harness.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

test('the policy lets nothing out, and the build is the one that was asked for', async () => {
  const app = await App.open(browser);
  const policy = await app.page.evaluate(() => document.querySelector('meta[http-equiv=Content-Security-Policy]').content);
  assert.match(policy, /default-src 'none'/);
  assert.match(policy, /script-src 'self' 'wasm-unsafe-eval'(;|$)/);
  assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|\*|https?:/);
  const blocked = await app.page.evaluate(async () => fetch('https://example.com/').then(() => false, () => true));
  assert.equal(blocked, true);
  await app.said(/[1-9]\d* requests? (left|to other)|blocked/i);
  assert.equal(await app.page.evaluate(() => self.crossOriginIsolated), true);
  assert.ok(!app.requests.some((url) => /ort[-.]|onnxruntime/.test(url)), 'ONNX Runtime is not fetched before a model is opened');
  const wasm = app.requests.filter((url) => url.endsWith('.wasm'));
  assert.ok(wasm.length >= 1 && wasm.every((url) => /nothreads/.test(url) === (variant === 'nothreads')), wasm.join(' '));
  await app.close();
});

test('a deep link opens where it points, and the keyboard reaches the stages and the palette', async () => {
  const app = await App.open(browser, { query: '?demo=gapminder', hash: '#/profile/column/fertility' });
  await app.said(/fertility/);
  await app.wait('button', 'Run model', 60_000).catch(() => {});
  await app.page.keyboard.press('Control+k');
  await app.wait('dialog', /ommand/);
  await app.page.keyboard.type('go to data', { delay: 20 });
  await app.page.keyboard.press('Enter');
  await app.gone('dialog', /ommand/);
  await app.wait('grid', 'Data grid');
  await app.page.keyboard.press('2');
  await app.page.waitForFunction(() => location.hash.startsWith('#/profile'));
  await app.close();
});

test('a table is pasted', async () => {
  const app = await App.open(browser);
  await app.page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'a\tb\n1\t2\n3\t4\n');
    (document.activeElement ?? document.body).dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await app.wait('columnheader', /b/);
  await app.said(/2 rows/);
  await app.close();
});

test('a reload works offline', async () => {
  const app = await App.open(browser);
  await app.page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await app.page.waitForTimeout(2_000);
  await app.context.setOffline(true);
  await app.page.reload();
  await app.ready();
  await app.context.setOffline(false);
  await app.close();
});

// Both builds draw the same: the one without threads is looked at once.
const views = variant === 'threads'
  ? { light: {}, dark: { dark: true }, wide: { width: 2560, height: 1440, scale: 2 }, phone: { width: 390, height: 844, scale: 3, touch: true } }
  : { light: {} };
for (const [name, options] of Object.entries(views)) {
  test(`pictures: ${name}`, async () => {
    const empty = await App.open(browser, options);
    await empty.page.waitForTimeout(500);
    await empty.picture(`${name}-empty`);
    await empty.close();
    const app = await App.open(browser, { ...options, query: '?demo=penguins' });
    await app.wait('button', 'Run model', 60_000);
    await app.click('button', 'Run model');
    await app.wait('button', 'Export predictions as CSV', 90_000);
    await app.page.waitForTimeout(600);
    await app.picture(`${name}-predict`);
    await app.click('tab', 'Data');
    await app.wait('grid', 'Data grid');
    await app.page.waitForTimeout(600);
    await app.picture(`${name}-data`);
    await app.click('tab', 'Profile');
    await app.page.waitForTimeout(600);
    await app.picture(`${name}-profile`);
    assert.deepEqual(app.errors, []);
    await app.close();
  });
}
