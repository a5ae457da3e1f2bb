// The main job: open a sample, look at it, profile it, run its model, judge it, take the predictions away.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';

import ort from 'onnxruntime-node';

import { parseCsv } from './csv.mjs';
import { App, dist, launch } from './harness.mjs';

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser.close(); });

const features = ['Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)', 'Body Mass (g)'];

/** Probabilities by onnxruntime-node for the rows that have all features; undefined for the others. */
async function expectedPenguins(csv) {
  const session = await ort.InferenceSession.create(path.join(dist, 'samples/penguins_mlp.onnx'));
  const columns = features.map((name) => csv.column(name));
  const out = [];
  for (let row = 0; row < csv.rows.length; row++) {
    const values = columns.map((column) => column[row]);
    if (values.some((value) => value === '')) {
      out.push(undefined);
      continue;
    }
    const input = new ort.Tensor('float32', Float32Array.from(values, Number), [1, 4]);
    const result = await session.run({ [session.inputNames[0]]: input });
    out.push([...result[session.outputNames[0]].data]);
  }
  return out;
}

async function runAndCompare(app, device, tolerance) {
  await app.click('tab', 'Predict');
  await app.wait('button', 'Run model');
  await app.click('combobox', 'Run on');
  await app.click('option', new RegExp(`^${device}`), { exact: false });
  await app.click('button', 'Run model');
  await app.wait('button', 'Export predictions as CSV', 90_000);
  await app.said(new RegExp(device === 'CPU' ? 'CPU|wasm' : 'WebGPU'), 20_000);
  const { text } = await app.download(() => app.click('button', 'Export predictions as CSV'));
  const csv = parseCsv(text);
  const classes = ['Adelie', 'Chinstrap', 'Gentoo'].map((name) => `probability ${name}`);
  const expected = await expectedPenguins(csv);
  let compared = 0;
  let worst = 0;
  for (const [row, probabilities] of expected.entries()) {
    if (!probabilities) continue;
    for (const [k, name] of classes.entries()) {
      const got = Number(csv.rows[row][csv.header.indexOf(name)]);
      assert.ok(csv.rows[row][csv.header.indexOf(name)] !== '', `row ${row} has no ${name}`);
      // Relative to the row's largest probability: a softmax in single precision knows its small ones no better,
      // because the logits they come from are rounded to about 1e-6 (20 in units of 2^-24).
      const difference = Math.abs(got - probabilities[k]) / Math.max(...probabilities);
      worst = Math.max(worst, difference);
      compared++;
    }
  }
  assert.ok(compared > 900, `${compared} values compared`);
  assert.ok(worst <= tolerance, `largest relative difference ${worst}`);
  return { csv, worst };
}

test('a demo opens ready to run, is profiled, scored on the CPU like onnxruntime-node, judged and exported', async (t) => {
  const app = await App.open(browser, { query: '?demo=penguins' });
  await app.wait('button', 'Run model', 60_000);
  await app.said(/344/);

  const { csv, worst } = await runAndCompare(app, 'CPU', 1e-6);
  t.diagnostic(`largest relative difference on the CPU: ${worst}`);
  assert.ok(csv.header.includes('prediction'));
  const text = await app.said(/Accuracy/);
  const right = csv.rows.filter((row) => row[csv.header.indexOf('prediction')] === row[csv.header.indexOf('Species')]).length;
  const shown = (100 * right / csv.rows.length).toFixed(1).replace(/\.0$/, '');
  assert.match(text, new RegExp(`${shown.replace('.', '\\.')} ?%`), 'the accuracy shown is the one of the exported file');

  // Predictions are columns like any other: they are profiled too.
  await app.click('tab', 'Profile');
  await app.wait('option', 'Profile of prediction', 30_000);
  await app.click('option', 'Profile of prediction');
  await app.said(/Adelie/);
  await app.page.waitForFunction(() => location.hash === '#/profile/column/prediction');
  await app.page.goBack();
  await app.page.waitForFunction(() => !location.hash.includes('prediction'));

  assert.deepEqual(app.foreign, [], 'no request to another origin');
  assert.deepEqual(app.errors, [], 'nothing on the console');
  await app.close();
});

test('the same model on WebGPU agrees within single-precision rounding', async (t) => {
  const app = await App.open(browser, { query: '?demo=penguins' });
  const gpu = await app.page.evaluate(async () => !!(await navigator.gpu?.requestAdapter()));
  if (!gpu) {
    t.skip('this Chromium has no WebGPU adapter');
    await app.close();
    return;
  }
  await app.wait('button', 'Run model', 60_000);
  const { worst } = await runAndCompare(app, 'WebGPU', 1e-4);
  t.diagnostic(`largest relative difference on WebGPU: ${worst}`);
  assert.deepEqual(app.foreign, []);
  await app.close();
});

test('a tree ensemble with text classes and a text-input model run too', async () => {
  for (const [demo, column] of [['seattle-weather', 'weather'], ['birdstrikes', null]]) {
    const app = await App.open(browser, { query: `?demo=${demo}` });
    await app.wait('button', 'Run model', 60_000);
    await app.click('button', 'Run model');
    await app.wait('button', 'Export predictions as CSV', 90_000);
    const { text } = await app.download(() => app.click('button', 'Export predictions as CSV'));
    const csv = parseCsv(text);
    assert.ok(csv.column('prediction').filter((value) => value !== '').length > csv.rows.length / 2);
    if (column) {
      const hits = csv.rows.filter((row) => row[csv.header.indexOf('prediction')] === row[csv.header.indexOf(column)]).length;
      assert.ok(hits / csv.rows.length > 0.6, `${hits} of ${csv.rows.length} right`);
    }
    await app.close();
  }
});

test('a regression shows MAE, RMSE and R²', async () => {
  const app = await App.open(browser, { query: '?demo=gapminder' });
  await app.wait('button', 'Run model', 60_000);
  await app.click('button', 'Run model');
  await app.wait('button', 'Export predictions as CSV', 90_000);
  await app.said(/RMSE/);
  await app.said(/R²/);
  await app.close();
});

test('sort, filter, undo: the grid shows what the file says', async () => {
  const app = await App.open(browser);
  const csv = 'name,age,city\nAnn,31,Bern\nBob,,Basel\nCid,27,Bern\nDan,45,Chur\n';
  await app.drop('people.csv', csv, 'text/csv');
  await app.wait('columnheader', /age/);
  const names = () => app.page.evaluate(() => [...document.querySelectorAll('[role=row]')]
    .map((row) => row.querySelector('[role=gridcell]')?.textContent).filter(Boolean));
  const until = async (expected) => {
    for (let i = 0; i < 200; i++) {
      if (JSON.stringify(await names()) === JSON.stringify(expected)) return;
      await app.page.waitForTimeout(50);
    }
    assert.deepEqual(await names(), expected);
  };
  await until(['Ann', 'Bob', 'Cid', 'Dan']);
  await app.click('button', 'Sort by age');
  await until(['Cid', 'Ann', 'Dan', 'Bob']);
  await app.click('button', 'Sort by age');
  await until(['Dan', 'Ann', 'Cid', 'Bob']);
  await app.click('button', 'Filter city by Bern');
  await until(['Ann', 'Cid']);
  const { text } = await app.download(() => app.click('button', 'Export CSV'));
  assert.equal(text, 'name,age,city\nAnn,31,Bern\nCid,27,Bern\n');
  await app.click('button', 'Undo');
  await until(['Dan', 'Ann', 'Cid', 'Bob']);
  await app.click('button', 'Undo');
  await app.click('button', 'Undo');
  await until(['Ann', 'Bob', 'Cid', 'Dan']);
  await app.click('button', 'Redo');
  await until(['Cid', 'Ann', 'Dan', 'Bob']);
  await app.close();
});

test('a column can be bound by hand where names differ', async () => {
  const app = await App.open(browser);
  const sample = fs.readFileSync(path.join(dist, 'samples/penguins.csv'), 'utf8');
  await app.drop('renamed.csv', sample.replace('Body Mass (g)', 'grams'), 'text/csv');
  await app.wait('columnheader', /grams/);
  await app.drop('penguins_mlp.onnx', fs.readFileSync(path.join(dist, 'samples/penguins_mlp.onnx')));
  await app.wait('button', 'Run model', 30_000);
  await app.click('combobox', /Body Mass/, { exact: false });
  await app.click('option', /^grams/, { exact: false });
  await app.click('button', 'Run model');
  await app.wait('button', 'Export predictions as CSV', 90_000);
  await app.close();
});
