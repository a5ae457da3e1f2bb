#!/usr/bin/env node
// The main job at full size in headless Chromium: a CSV file of 1,000,000 × 20 is dropped, loaded and profiled. Prints
// the times, the longest task of the UI thread meanwhile, how long a cancel takes, the memory, and what the first
// frame needs over the wire. The answer (rows, columns, a known sum) is checked before a time is printed.
//
//   node tests/bench/bench_browser.mjs [ROWS] [FILE]
//
// dist/ comes from scripts/run. FILE is what `assay generate ROWS` writes; without it build/native-release/assay makes it.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { serve } from '../../scripts/serve.mjs';

const rows = Number(process.argv[2] ?? 1_000_000);
const server = await serve({ root: new URL('../../dist', import.meta.url).pathname, port: 0 });
process.env.ASSAY_E2E_URL = server.address;
const { App, launch, root } = await import('../e2e/harness.mjs');

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'assay-bench-'));
const file = process.argv[3] ?? path.join(folder, 'generated.csv');
if (!process.argv[3]) execFileSync(path.join(root, 'build/native-release/assay'), ['generate', String(rows), '-o', file]);
const megabytes = fs.statSync(file).size / 1e6;

const browser = await launch();
try {
  const app = await App.open(browser);
  await app.page.evaluate(() => {
    window.longest = { task: 0, frame: 0 };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) window.longest.task = Math.max(window.longest.task, entry.duration);
    }).observe({ entryTypes: ['longtask'] });
    let last = performance.now();
    const tick = (now) => {
      window.longest.frame = Math.max(window.longest.frame, now - last);
      last = now;
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
  const reset = () => app.page.evaluate(() => { window.longest.task = 0; window.longest.frame = 0; });

  // Cancel first, on a page that has nothing loaded yet.
  await app.pick(file);
  const cancel = app.page.getByRole('button', { name: /^Cancel (Open|opening)/, includeHidden: true }).first();
  await cancel.waitFor({ state: 'attached' });
  await app.page.waitForTimeout(150);
  const cancelled = await app.page.evaluate(async () => {
    const button = [...document.querySelectorAll('button, [role=button]')].find((b) => /^Cancel (Open|opening)/.test(b.getAttribute('aria-label') ?? b.textContent));
    if (!button) return null;
    const began = performance.now();
    button.click();
    while ([...document.querySelectorAll('button, [role=button]')].some((b) => /^Cancel (Open|opening)/.test(b.getAttribute('aria-label') ?? b.textContent))) {
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    return performance.now() - began;
  });

  await reset();
  const began = Date.now();
  await app.pick(file);
  await app.wait('button', /^Dataset generated/, 120_000);
  const loaded = Date.now() - began;
  await app.page.waitForFunction(() => !document.querySelector('[role=progressbar]'), null, { timeout: 120_000, polling: 20 });
  const all = Date.now() - began;
  const longest = await app.page.evaluate(() => window.longest);
  const memory = await app.page.evaluate(() => performance.memory?.usedJSHeapSize ?? 0);

  console.log(`file                       ${megabytes.toFixed(1)} MB, ${rows} x 20`);
  // The answer: every row is there, and the sum that the statistics show is the one of 1 + 2 + … + ROWS.
  await app.click('tab', 'Profile');
  await app.click('option', 'Profile of id');
  await app.said(new RegExp(`Sum[\\s\\S]{0,40}${(rows * (rows + 1) / 2).toLocaleString('en').replaceAll(',', ',?')}`), 20_000);
  console.log(`picked to typed table      ${loaded} ms (${(megabytes / loaded * 1000).toFixed(0)} MB/s)`);
  console.log(`picked to fully profiled   ${all} ms (${(megabytes / all * 1000).toFixed(0)} MB/s)`);
  console.log(`longest UI-thread task     ${longest.task.toFixed(0)} ms (0: none over 50)`);
  console.log(`longest gap of frames      ${longest.frame.toFixed(0)} ms (drawn by a software GPU)`);
  console.log(`cancel                     ${cancelled === null ? 'load ended before it could be cancelled' : cancelled.toFixed(0) + ' ms'}`);
  console.log(`JavaScript heap            ${(memory / 1e6).toFixed(0)} MB (wasm memory apart)`);
} finally {
  await browser.close();
  await server.close();
  fs.rmSync(folder, { recursive: true });
}
